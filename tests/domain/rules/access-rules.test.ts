import { describeAllowRules, unreadableAccessRules } from "../../../domain/rules/access-rules.ts";

const rule = { id: "1", target: "ip", value: "203.0.113.7", notes: "" };

test("each rule is named by what it matches, and by its note", () => {
  const other = { ...rule, id: "2", target: "country", value: "DE", notes: "home" };
  expect(describeAllowRules([rule, other]).map(({ code, where }) => `${code} ${where}`)).toEqual([
    "gate-bypassed IP Access rule for ip 203.0.113.7",
    'gate-bypassed IP Access rule for country DE ("home")',
  ]);
});

test("a rule that both the zone and its account list counts once", () => {
  expect(describeAllowRules([rule, { ...rule }])).toHaveLength(1);
  expect(describeAllowRules([rule, { ...rule, id: "2" }])).toHaveLength(2);
});

test("a token that can't read them is told which permissions it lacks", () => {
  expect(unreadableAccessRules.fix).toContain("Zone · Firewall Services · Read");
});
