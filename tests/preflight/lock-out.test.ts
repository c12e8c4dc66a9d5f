import { after, both, hostname } from "./after-a-run.ts";
import { problemsOf, surveyOf } from "./survey-of.ts";
import { foreignRule, refusal } from "./virtual-zone.ts";

const skip = foreignRule({
  ref: "office",
  action: "skip",
  action_parameters: { ruleset: "current" },
  expression: "ip.src eq 203.0.113.7",
});
const full = [skip, ...[1, 2, 3, 4, 5].map((n) => foreignRule({ ref: `r${n}` }))];
const state = { "ha-mtls:index:Gate gate": { access: { lanes: {}, ...both } } };
const phones = (...names: string[]) => ({ devices: names.map((name) => ({ name })) });

test("a device is locked out although other people's rules let strangers pass and fill the list: that is warned of", async () => {
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
])("but the run is refused when %s", async (_what, settings) => {
  const surveyed = await surveyOf({ zone: { rules: full, state }, settings });
  expect(problemsOf(surveyed)).toContain('gate-bypassed custom rule "keep them out"');
});

test("an IP Access rule with the action Allow is warned of in every run", async () => {
  const rule = {
    id: "a",
    mode: "whitelist",
    configuration: { target: "ip", value: "203.0.113.7" },
    notes: "",
  };
  const { warnings, refusal } = await surveyOf({ zone: { allowRules: [rule] } });
  expect(refusal).toBeUndefined();
  expect(warnings).toEqual([
    expect.stringContaining("IP Access rule for ip 203.0.113.7 has the action Allow") as string,
  ]);
});

test("a token that may not read them is told which permission it lacks, and the run goes on", async () => {
  const { warnings, ...surveyed } = await surveyOf({
    other: { access_rules: () => refusal(403) },
  });
  expect(surveyed.refusal).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining("Zone · Firewall Services · Read") as string]);
});

test("a run that takes a device away says so, and which command ends what the device still has open", async () => {
  const { infos } = await after(both, phones("ben-phone"));
  expect(infos).toEqual([
    `anna-phone loses access to ${hostname}`,
    expect.stringMatching(/^anna-phone: .* open WebSockets .* go on.*npm run device -- disconnect$/),
  ]);
});
