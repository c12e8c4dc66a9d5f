import { blockRules } from "../../../domain/rules/gate-rule.ts";
import {
  guardedHostnames,
  isGateRule,
  isGuarded,
  isOwnRule,
  rulesAbove,
} from "../../../domain/rules/own-rules.ts";

const ours = "ha-mtls-test-1";
const other = "ha-mtls-cottage-1";

test.each([
  [ours, true],
  ["ha-mtls-former-2", true],
  ["ha-mtls-test-2-1", false],
  ["ha-mtls-test-x", false],
  ["ha-mtls-test-", false],
  ["ha-mtls-testing-1", false],
  ["x-ha-mtls-test-1", false],
])("the rule %s belongs to the stack test, once named former: %s", (ref, expected) => {
  expect(isOwnRule({ ref }, "test", "ha-mtls-former-")).toBe(expected);
});

test("a gate's rule is recognized whatever its stack, and names the hostnames that it guards", () => {
  const [rule] = blockRules({ hostnames: ["nas.example.com", "ha.example.com"], lanes: [], pins: [] });
  expect([ours, other, "ha-mtls-cottage-x", "mine"].map((ref) => isGateRule({ ref }))).toEqual([
    ...[true, true],
    ...[false, false],
  ]);
  expect(guardedHostnames(rule!.expression)).toEqual(["ha.example.com", "nas.example.com"]);
  expect(guardedHostnames("ssl")).toEqual([]);
});

test.each<{ where: string; refs: string[]; position: "last" | "first"; above: number }>([
  { where: "the first time, below all", refs: ["a", "b"], position: "last", above: 2 },
  { where: "the first time, above all", refs: ["a", "b"], position: "first", above: 0 },
  { where: "the first time, below another home's, too", refs: ["a", other], position: "last", above: 2 },
  { where: "where they are, below all", refs: ["a", ours], position: "last", above: 1 },
  { where: "where they are, above all", refs: [ours, "a"], position: "first", above: 0 },
  { where: "below what somebody added behind them", refs: ["a", ours, "b"], position: "last", above: 2 },
  { where: "above what somebody put in front of them", refs: ["a", ours, "b"], position: "first", above: 0 },
  {
    where: "where they are, with another home's behind",
    refs: ["a", ours, other],
    position: "last",
    above: 1,
  },
  {
    where: "where they are, with another home's before",
    refs: ["a", other, ours],
    position: "last",
    above: 2,
  },
  {
    where: "where they are, below another home's that is first, too",
    refs: [other, ours, "a"],
    position: "first",
    above: 1,
  },
  {
    where: "on the other side after the setting was changed",
    refs: [ours, "ha-mtls-test-2", "a"],
    position: "last",
    above: 1,
  },
  {
    where: "below a rule whose name only begins like a home's",
    refs: [ours, "ha-mtls-cottage-x"],
    position: "last",
    above: 1,
  },
])("our rules are put $where", ({ refs, position, above }) => {
  expect(
    rulesAbove(
      refs.map((ref) => ({ ref })),
      "test",
      position,
    ),
  ).toBe(above);
});

test("two homes that share a zone agree on an order, whatever it was before", () => {
  const settle = (refs: readonly string[], stack: string, position: "last" | "first"): string[] => {
    const rules = refs.map((ref) => ({ ref }));
    const foreign = refs.filter((ref) => !ref.startsWith(`ha-mtls-${stack}-`));
    const above = rulesAbove(rules, stack, position);
    return [...foreign.slice(0, above), `ha-mtls-${stack}-1`, ...foreign.slice(above)];
  };
  for (const [one, two] of [
    ["last", "last"],
    ["first", "first"],
    ["first", "last"],
  ] as const) {
    for (const start of [
      ["a", ours, other, "b"],
      [other, "a", "b", ours],
      ["a", "b"],
    ]) {
      const once = settle(settle(start, "test", one), "cottage", two);
      expect(settle(once, "test", one)).toEqual(once);
      expect(settle(once, "cottage", two)).toEqual(once);
    }
  }
});

const guard = { ref: ours, enabled: true, expression: '(http.host in {"ha.example.com" "nas.example.com"})' };

test.each([
  ["our rule that names it", "nas.example.com", [guard], true],
  ["our rule that does not name it", "example.com", [guard], false],
  ["a disabled rule", "ha.example.com", [{ ...guard, enabled: false }], false],
  ["another home's rule", "ha.example.com", [{ ...guard, ref: other }], false],
  [
    "the rule of a stack whose name begins like ours",
    "ha.example.com",
    [{ ...guard, ref: "ha-mtls-test-2-1" }],
    false,
  ],
  ["no rule", "ha.example.com", [], false],
] as const)("whether a hostname is guarded by %s", (...[, hostname, rules, guarded]) => {
  expect(isGuarded(hostname, rules, "ha-mtls-test-")).toBe(guarded);
});
