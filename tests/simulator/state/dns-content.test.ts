import { checkContent, checkName, contentOfData } from "cloudflare-simulator/state/dns-content.ts";

const loc = {
  ...{ lat_degrees: "37", lat_minutes: 46, lat_seconds: 46, lat_direction: "N" },
  ...{ long_degrees: 122, long_minutes: 23, long_seconds: 35, long_direction: "W" },
  ...{ altitude: 0, size: 100, precision_horz: 0, precision_vert: 0 },
};

test.each([
  ["LOC", loc, "37 46 46.000 N 122 23 35.000 W 0.00 100.00 0.00 0.00"],
  ["SRV", { priority: 5, weight: 0, port: 5222, target: "talk.example.org" }, "0 5222 talk.example.org"],
  ["CAA", { flags: 0, tag: "issue", value: "letsencrypt.org" }, '0 issue "letsencrypt.org"'],
  ["HTTPS", { priority: 1, target: ".", value: 'alpn="h2"' }, '1 . alpn="h2"'],
  ["SVCB", { priority: 2, target: "foo.", value: 'alpn="h3,h2"' }, '2 foo. alpn="h3,h2"'],
  ["TXT", { value: "x" }, undefined],
])("the content of a %s record is made from its data", (type, data, content) => {
  expect(contentOfData(type, data)).toBe(content);
});

const label = "a".repeat(63);

test.each([
  ["a label of 64 bytes", `a${label}.example.com`],
  ["254 bytes", `${`${label}.`.repeat(3)}${"b".repeat(62)}`],
  ["an empty label", "a..example.com"],
  ["a label of 64 bytes in fewer characters", `${"é".repeat(32)}.example.com`],
])("a name with %s is refused", (_, name) => {
  expect(() => {
    checkName(name);
  }).toThrow("9000 DNS name is invalid.");
});

test("a name at the limits is accepted", () => {
  expect(() => {
    checkName(`${`${label}.`.repeat(3)}${"b".repeat(61)}`);
  }).not.toThrow();
});

test.each([
  ["A", "::1"],
  ["AAAA", "192.0.2.1"],
  ["CNAME", "http://example.org"],
  ["CNAME", `a${label}.example.org`],
])("a %s record can't have the content %s", (type, content) => {
  expect(() => {
    checkContent(type, content);
  }).toThrow(/Content for \w+ record/);
});
