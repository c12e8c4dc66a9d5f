import { parseAddressRange } from "cloudflare-simulator/rules/address.ts";

test.each([
  "1.2.3.0..",
  "..1.2.3.0",
  "1.2.3.0...1.2.3.9",
  "1.2.3.0..1.2.3.5..1.2.3.9",
  "1.2.3.0/24/24",
  "1.2.3.0/",
  "1.2.3.0/8..1.2.3.9",
  "1.2.3.0..::9",
  "1.2.3.9..1.2.3.0",
])("refuses the malformed range %s", (text) => {
  expect(parseAddressRange(text)).toEqual(expect.any(String));
});

test("reads addresses, networks and ranges of both families", () => {
  const ends = (text: string) => {
    const range = parseAddressRange(text);
    if (typeof range === "string") throw new Error(range);
    return [range.first.value, range.last.value];
  };
  expect(ends("1.2.3.4")).toEqual([0x01020304n, 0x01020304n]);
  expect(ends("1.2.3.0/24")).toEqual([0x01020300n, 0x010203ffn]);
  expect(ends("::1..::1:0")).toEqual([1n, 0x10000n]);
});
