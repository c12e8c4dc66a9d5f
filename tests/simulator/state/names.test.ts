import { canonicalName, isInZone } from "cloudflare-simulator/state/names.ts";

test.each([
  ["HA.Example.com", "ha.example.com"],
  ["ha.example.com.", "ha.example.com"],
  ["ha.example.com..", "ha.example.com."],
])("%s is the same name as %s", (name, canonical) => {
  expect(canonicalName(name)).toBe(canonical);
});

test.each([
  ["example.com", true],
  ["ha.example.com", true],
  ["a.ha.example.com", true],
  ["notexample.com", false],
  ["example.com.org", false],
  ["com", false],
])("whether %s is in the zone example.com: %s", (name, expected) => {
  expect(isInZone("example.com", name)).toBe(expected);
});
