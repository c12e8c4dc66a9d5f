import { problemsOf, surveyOf } from "../../preflight/support/survey-of.ts";
import { foreignRule, refusal } from "../../preflight/support/virtual-zone.ts";
import { findOpenBypasses } from "../../../zone/findings/bypasses.ts";
import { soundHome } from "../../domain/sound-home.ts";

const skip = {
  action: "skip",
  action_parameters: { ruleset: "current" },
  expression: "ip.src eq 203.0.113.7",
};

describe("a rule above the gate that skips the remaining rules", () => {
  test("is refused by name, with both remedies", async () => {
    const surveyed = await surveyOf({
      zone: { rules: [foreignRule({ ...skip, ref: "monitor", description: "uptime" })] },
    });
    expect(problemsOf(surveyed)).toEqual(['gate-bypassed custom rule "uptime"']);
    expect(surveyed.refusal!.message).toContain("npx pulumi config set gatePosition first");
    expect(surveyed.refusal!.message).toContain("npx pulumi config set --path 'allowSkipRules[0]' monitor@");
  });

  test("is named by its ref if it has no description", async () => {
    const surveyed = await surveyOf({
      zone: { rules: [foreignRule({ ...skip, ref: "monitor", description: "" })] },
    });
    expect(problemsOf(surveyed)).toEqual(['gate-bypassed custom rule "monitor"']);
  });

  /** The word with which the refusal says a rule can be accepted. */
  const acceptance = async (rule: Record<string, unknown>): Promise<string> => {
    const { refusal } = await surveyOf({ zone: { rules: [rule] } });
    return /allowSkipRules\[0\]' (\S+)/.exec(refusal!.message)![1]!;
  };

  test("is no obstacle if the gate is first or the owner has accepted the rule as it is", async () => {
    const rule = foreignRule({ ...skip, ref: "monitor" });
    const allowSkipRules = [await acceptance(rule)];
    for (const settings of [{ gatePosition: "first" }, { allowSkipRules }]) {
      expect(problemsOf(await surveyOf({ zone: { rules: [rule] }, settings }))).toEqual([]);
    }
    const edited = { ...rule, expression: 'http.request.method eq "GET"' };
    expect(problemsOf(await surveyOf({ zone: { rules: [edited] }, settings: { allowSkipRules } }))).toEqual([
      'gate-bypassed custom rule "keep them out"',
    ]);
  });

  test("is no obstacle if it concerns another host or is disabled", async () => {
    const rules = [
      foreignRule({ ...skip, expression: 'http.host eq "www.example.com"' }),
      foreignRule({ ...skip, enabled: false }),
    ];
    expect(problemsOf(await surveyOf({ zone: { rules } }))).toEqual([]);
  });
});

test("a rule above the gate that challenges is warned about: whoever solves it bypasses the gate", async () => {
  const rules = [foreignRule({ action: "managed_challenge", description: "no robots" })];
  const { refusal, warnings } = await surveyOf({ zone: { rules } });
  expect(refusal).toBeUndefined();
  expect(warnings).toEqual([
    expect.stringContaining(
      'custom rule "no robots" lets whoever solves its challenge pass before this stack\'s rule is evaluated [gate-bypassed]',
    ) as string,
  ]);
  const first = await surveyOf({ zone: { rules }, settings: { gatePosition: "first" } });
  expect(first.warnings).toEqual([]);
});

test("a skip rule counts even if its parameter is unknown to the provider", async () => {
  const rules = [
    foreignRule({
      ...{ ref: "lost", action: "skip", expression: "ssl" },
      action_parameters: { products: ["bic"], phase: "current" },
    }),
  ];
  const zone = { rules };
  expect(problemsOf(await surveyOf({ zone }))).toEqual(['gate-bypassed custom rule "keep them out"']);
});

test("with the gate first, the zone has an open bypass only if a rule has been moved above the gate", () => {
  const rule = (ref: string, part: object = {}) => ({
    ...{ id: ref, ref, action: "block", enabled: true, expression: "ssl", description: "" },
    ...{ parameters: {}, logged: true },
    ...part,
  });
  const [gate, office] = [
    rule("ha-mtls-test-1"),
    rule("office", { action: "skip", parameters: { ruleset: "current" } }),
  ];
  const whereOf = (...rules: (typeof gate)[]) =>
    findOpenBypasses({
      home: soundHome({ gatePosition: "first" }),
      state: { resources: [] },
      zone: { entryPoint: { id: "list", rules } },
    }).map(({ problem }) => problem.where);
  expect(whereOf(gate, office)).toEqual([]);
  expect(whereOf(office, gate)).toEqual(['custom rule "office"']);
  expect(whereOf(office)).toEqual([]);
});

test("every run warns about an IP Access rule with the action Allow", async () => {
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

test("if the token may not read IP Access rules, the missing permission is named and the run goes on", async () => {
  const { warnings, ...surveyed } = await surveyOf({
    other: { access_rules: () => refusal(403) },
  });
  expect(surveyed.refusal).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining("Zone · Firewall Services · Read") as string]);
});
