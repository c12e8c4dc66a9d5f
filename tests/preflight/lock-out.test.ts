import { after, both, hostname } from "./support/after-a-run.ts";
import { problemsOf, surveyOf } from "./support/survey-of.ts";
import { foreignRule } from "./support/virtual-zone.ts";

const skip = foreignRule({
  ref: "office",
  action: "skip",
  action_parameters: { ruleset: "current" },
  expression: "ip.src eq 203.0.113.7",
});
const full = [skip, ...[1, 2, 3, 4, 5].map((n) => foreignRule({ ref: `r${n}` }))];
const state = { "ha-mtls:index:Gate gate": { access: { lanes: {}, ...both } } };
const phones = (...names: string[]) => ({ devices: names.map((name) => ({ name })) });

test("other people's rules that bypass the gate or fill the list don't stop a run that only locks a device out", async () => {
  const surveyed = await surveyOf({ zone: { rules: full, state }, settings: phones("ben-phone") });
  expect(problemsOf(surveyed)).toEqual([]);
  expect(surveyed.warnings.join("\n")).toContain("[gate-bypassed]");
  expect(surveyed.warnings.join("\n")).toContain("[no-rule-slot]");
});

test.each([
  ["nothing changes", phones("anna-phone", "ben-phone")],
  ["one is added", phones("anna-phone", "ben-phone", "carla")],
  ["one goes and another comes", phones("anna-phone", "carla")],
  ["the origin changes", { ...phones("anna-phone"), origin: "http://192.168.1.9:8123" }],
])("but they stop a run in which %s", async (_what, settings) => {
  const surveyed = await surveyOf({ zone: { rules: full, state }, settings });
  expect(problemsOf(surveyed)).toContain('gate-bypassed custom rule "keep them out"');
});

test("a run that removes a device says so, and names the command that ends its open connections", async () => {
  const { infos } = await after(both, phones("ben-phone"));
  expect(infos).toEqual([
    `anna-phone loses access to ${hostname}`,
    expect.stringMatching(/^anna-phone: .* open WebSockets .* go on.*npm run device -- disconnect$/),
  ]);
});
