import { asPin } from "../../../domain/certificates/pin.ts";

test("a fingerprint becomes a pin: lower case, no colons", () => {
  const colons = Array.from({ length: 32 }, () => "AB").join(":");
  expect(asPin(colons)).toBe("ab".repeat(32));
  expect(asPin("ab".repeat(32))).toBe("ab".repeat(32));
});

test.each([
  "",
  "ab".repeat(31),
  "ab".repeat(33),
  `${"ab".repeat(31)}xy`,
  `${"a".repeat(63)}\n`,
  `"${"a".repeat(64)}"`,
])("%j is not a fingerprint, and is refused", (text) => {
  expect(() => asPin(text)).toThrow(RangeError);
});
