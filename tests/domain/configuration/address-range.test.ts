import { rangeOf } from "../../../domain/configuration/address-range.ts";

test.each([
  ["203.0.113.7/24", "203.0.113.0/24"],
  ["203.0.113.7/8", "203.0.0.0/8"],
  ["203.0.113.255/25", "203.0.113.128/25"],
  ["203.0.113.7/0", "0.0.0.0/0"],
  ["2001:db8::1/32", "2001:db8::/32"],
  ["2001:db8:0:8001::/49", "2001:db8:0:8000::/49"],
  ["::ffff:203.0.113.7/120", "::ffff:cb00:7100/120"],
])("%s is in the range %s", (text, range) => {
  expect(rangeOf(text)).toBe(range);
});

test.each(["203.0.113.0/24", "203.0.113.7/32", "2001:db8::/32", "2001:DB8:0:0::/32", "::1/128", "0.0.0.0/0"])(
  "%s is a range already, and stays as it is",
  (text) => {
    expect(rangeOf(text)).toBe(text);
  },
);

test.each(["203.0.113.7", "2001:db8::1"])("%s is not a range", (text) => {
  expect(rangeOf(text)).toBeUndefined();
});
