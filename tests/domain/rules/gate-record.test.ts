import { agreesWith, lostAssociations, readGateRecord } from "../../../domain/rules/gate-record.ts";
import { readCustomRule } from "../../../domain/rules/custom-rule.ts";
import { abridge } from "../../../domain/rules/rule-changes.ts";
import { soundHome } from "../sound-home.ts";

const hostname = "ha.example.com";
const rules = [
  readCustomRule({ id: "1", ref: "theirs", action: "skip", action_parameters: { ruleset: "current" } }),
  readCustomRule({ id: "2", ref: "ha-mtls-test-1", action: "block", expression: "x".repeat(500) }),
];
const record = {
  refPrefix: "ha-mtls-test-",
  hostnames: [hostname],
  guarded: [hostname],
  rules: rules.map(abridge),
  seen: "",
};

test("a record is read as the gate's command wrote it", () => {
  expect(readGateRecord(JSON.stringify(record))).toEqual(record);
});

test.each([
  ["no output", undefined],
  ["an empty output", ""],
  ["an output that was cut off", JSON.stringify(record).slice(0, -5)],
  ["JSON without rules", JSON.stringify({ ...record, rules: undefined })],
])("%s is not a record", (_what, text) => {
  expect(readGateRecord(text)).toBeUndefined();
});

test("the lists agree with the record, even if long texts are abridged in it, and others associate hostnames", () => {
  expect(agreesWith(record, { rules, associations: [hostname, "vpn.example.com"] })).toBe(true);
});

test.each([
  ["a rule was added", { rules: [...rules, rules[0]!], associations: [hostname] }],
  ["the order differs", { rules: rules.toReversed(), associations: [hostname] }],
  [
    "a rule was edited",
    { rules: [{ ...rules[0]!, expression: "ssl" }, rules[1]!], associations: [hostname] },
  ],
  ["our association is missing", { rules, associations: [] }],
])("the lists do not agree with the record when %s", (_what, live) => {
  expect(agreesWith(record, live)).toBe(false);
});

test("an association is lost if the last run made it, and the home still needs it", () => {
  const home = soundHome({ hostname });
  expect(lostAssociations(home, [hostname, "old.example.com"], [])).toEqual([hostname]);
  expect(lostAssociations(home, [hostname], [hostname])).toEqual([]);
  expect(lostAssociations(home, [], [])).toEqual([]);
});
