import { createState } from "cloudflare-simulator/state/new-state.ts";
import {
  createAccessRule,
  deleteAccessRule,
  listAccessRules,
} from "cloudflare-simulator/state/access-rules.ts";

const state = () => createState("example.com", "");
const rule = (target: string, value: string, mode = "block") =>
  ({ scope: "zone", mode, target, value, notes: "" }) as const;

test.each([
  ["ip", "192.0.2.1"],
  ["ip6", "2001:db8::1"],
  ["ip_range", "192.0.2.0/24"],
  ["ip_range", "2001:db8::/32"],
  ["asn", "AS64500"],
  ["country", "NL"],
  ["country", "T1"],
])("a rule can be about %s %s", (target, value) => {
  const world = state();
  expect(listAccessRules(world, "zone")).toEqual([]);
  const created = createAccessRule(world, rule(target, value));
  expect(listAccessRules(world, "zone")).toEqual([created]);
});

test.each([
  ["an unknown mode", rule("ip", "192.0.2.1", "allow")],
  ["an unknown target", rule("host", "example.com")],
  ["a country by its name", rule("country", "Netherlands")],
  ["an IPv6 address as IPv4", rule("ip", "2001:db8::1")],
  ["a range without its length", rule("ip_range", "192.0.2.0")],
])("a rule with %s is refused", (_, wanted) => {
  expect(() => createAccessRule(state(), wanted)).toThrow(
    "10001 firewallaccessrules.api.invalid_configuration",
  );
});

test("a scope has at most one rule for each target, whatever its mode", () => {
  const world = state();
  createAccessRule(world, rule("ip", "192.0.2.1"));
  const again = rule("ip", "192.0.2.1", "challenge");
  expect(() => createAccessRule(world, again)).toThrow("10009 firewallaccessrules.api.duplicate_of_existing");
  expect(createAccessRule(world, { ...again, scope: "account" })).toMatchObject({ scope: "account" });
});

test("a rule is deleted in its own scope only", () => {
  const world = state();
  const { id } = createAccessRule(world, rule("ip", "192.0.2.1"));
  expect(() => {
    deleteAccessRule(world, "account", id);
  }).toThrow("10001 firewallaccessrules.api.not_found");
  deleteAccessRule(world, "zone", id);
  expect(listAccessRules(world, "zone")).toEqual([]);
});
