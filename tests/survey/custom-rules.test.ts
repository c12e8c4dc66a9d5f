import { problemsOf, surveyOf } from "./survey-of";
import { entryPointId, foreignRule, zoneId } from "./virtual-zone";

const rulesetType = "cloudflare:index/ruleset:Ruleset";
const skip = {
  action: "skip",
  actionParameters: { ruleset: "current" },
  expression: "ip.src eq 203.0.113.7",
};

function own(number: number, stack = "test"): Record<string, unknown> {
  return foreignRule({ id: `own${number}`, ref: `ha-mtls-${stack}-${number}` });
}

test("a zone without an entry point gets one of the name that the dashboard gives", async () => {
  const { survey } = await surveyOf();
  expect(survey!.customRules).toEqual({
    foreign: [],
    above: 0,
    entryPoint: { name: "default", description: "" },
    importId: undefined,
    whole: undefined,
  });
});

test("an entry point that is there is taken over under its own name and description", async () => {
  const { survey } = await surveyOf({ zone: { rules: [foreignRule()], entryPointName: "zone" } });
  expect(survey!.customRules).toMatchObject({
    entryPoint: { name: "zone", description: "of the dashboard" },
    importId: `zones/${zoneId}/${entryPointId}`,
  });
});

test("one that the state holds is not imported again: that would delete it with everybody's rules", async () => {
  const state = { [`${rulesetType} gate-rules`]: { id: entryPointId } };
  const { survey } = await surveyOf({ zone: { rules: [own(1)], state } });
  expect(survey!.customRules.importId).toBeUndefined();
});

test("rules of others stay in their order with everything that they are, but for the read-only id", async () => {
  const rules = [
    foreignRule({ id: "a", ref: "a", actionParameters: { response: { statusCode: 418, content: "no" } } }),
    own(1),
    foreignRule({ id: "b", ref: "named", enabled: false, logging: { enabled: true }, ratelimit: undefined }),
    foreignRule({ id: "c", ref: "c", action: "managed_challenge", enabled: false, description: "" }),
    own(2),
  ];
  const { survey } = await surveyOf({ zone: { rules } });
  const { foreign } = survey!.customRules;
  expect(foreign.map(({ ref }) => ref)).toEqual(["a", "named", "c"]);
  expect({ id: "a", ...foreign[0] }).toEqual(rules[0]);
  expect(foreign[0]).not.toHaveProperty("id");
});

test("rules of a stack that has been renamed since are not others', and the new ones take their place", async () => {
  const rules = [
    foreignRule({ ref: "a" }),
    foreignRule({ ref: "ha-mtls-former-1" }),
    foreignRule({ ref: "ha-mtls-other-1" }),
  ];
  const state = { "ha-mtls:index:Gate gate": { refPrefix: "ha-mtls-former-" } };
  const { survey } = await surveyOf({ zone: { rules, state } });
  expect(survey!.customRules.foreign.map(({ ref }) => ref)).toEqual(["a", "ha-mtls-other-1"]);
  expect(survey!.customRules.above).toBe(2);
});

test.each(["ha-mtls-test-x", "ha-mtls-test-", "ha-mtls-testing-1", "ha-mtls-other-1", "x-ha-mtls-test-1"])(
  "a rule with the ref %s is somebody else's",
  async (ref) => {
    const { survey } = await surveyOf({ zone: { rules: [foreignRule({ ref })] } });
    expect(survey!.customRules.foreign).toHaveLength(1);
  },
);

describe("a rule that skips the rest before ours", () => {
  test("is refused by name, with both ways out", async () => {
    const surveyed = await surveyOf({
      zone: { rules: [foreignRule({ ...skip, ref: "monitor", description: "uptime" })] },
    });
    expect(problemsOf(surveyed)).toEqual(['gate-bypassed custom rule "uptime"']);
    expect(surveyed.refusal!.message).toContain("npx pulumi config set gatePosition first");
    expect(surveyed.refusal!.message).toContain("npx pulumi config set --path 'allowSkipRules[0]' monitor");
  });

  test("is named by its ref where it has no description", async () => {
    const surveyed = await surveyOf({
      zone: { rules: [foreignRule({ ...skip, ref: "monitor", description: "" })] },
    });
    expect(problemsOf(surveyed)).toEqual(['gate-bypassed custom rule "monitor"']);
  });

  test.each([
    ["the configuration allows it by its ref", { allowSkipRules: ["monitor"] }],
    ["the configuration allows it by its id", { allowSkipRules: ["11111111111111111111111111111111"] }],
    ["the gate stands first", { gatePosition: "first" }],
  ])("is let be where %s", async (_title, settings) => {
    const rules = [foreignRule({ ...skip, ref: "monitor" })];
    expect(problemsOf(await surveyOf({ zone: { rules }, settings }))).toEqual([]);
  });

  test("allowing one allows no other, and each has a place of its own in the list", async () => {
    const rules = ["monitor", "other", "third"].map((ref) => foreignRule({ ...skip, ref, description: "" }));
    const surveyed = await surveyOf({ zone: { rules }, settings: { allowSkipRules: ["monitor"] } });
    expect(problemsOf(surveyed)).toEqual([
      'gate-bypassed custom rule "other"',
      'gate-bypassed custom rule "third"',
    ]);
    expect(surveyed.refusal!.message).toContain("'allowSkipRules[1]' other");
    expect(surveyed.refusal!.message).toContain("'allowSkipRules[2]' third");
  });

  test("is let be where it speaks of another host, or is switched off", async () => {
    const rules = [
      foreignRule({ ...skip, expression: 'http.host eq "www.example.com"' }),
      foreignRule({ ...skip, enabled: false }),
    ];
    expect(problemsOf(await surveyOf({ zone: { rules } }))).toEqual([]);
  });
});

test("a rule that challenges before ours is no obstacle, but told: who has solved it is asked nothing more", async () => {
  const rules = [foreignRule({ action: "managed_challenge", description: "no robots" })];
  const { refusal, warnings } = await surveyOf({ zone: { rules } });
  expect(refusal).toBeUndefined();
  expect(warnings).toEqual([
    expect.stringContaining(
      'custom rule "no robots" lets whoever solves its challenge pass before this stack\'s rule is asked [gate-bypassed]',
    ) as string,
  ]);
  const first = await surveyOf({ zone: { rules }, settings: { gatePosition: "first" } });
  expect(first.warnings).toEqual([]);
});

describe("a parameter that the provider does not know", () => {
  const rules = [
    foreignRule({
      ref: "lost",
      action: "skip",
      actionParameters: { products: ["bic"] },
      expression: 'http.host eq "www.example.com"',
    }),
  ];

  test("ends the run before it is lost, with another way to say the same", async () => {
    const surveyed = await surveyOf({ zone: { rules, hiddenParameters: { lost: { phase: "current" } } } });
    expect(problemsOf(surveyed)).toEqual(['unknown-parameter custom rule "keep them out"']);
    expect(surveyed.refusal!.message).toContain("has the parameter phase, which would be lost");
    expect(surveyed.refusal!.message).toContain('"All remaining custom rules"');
  });

  test("ends it wherever the gate stands: the list is written whole", async () => {
    const zone = { rules, hiddenParameters: { lost: { new_one: 1 } } };
    const surveyed = await surveyOf({ zone, settings: { gatePosition: "first" } });
    expect(problemsOf(surveyed)).toEqual(['unknown-parameter custom rule "keep them out"']);
  });

  test("and no other does", async () => {
    expect(problemsOf(await surveyOf({ zone: { rules } }))).toEqual([]);
  });

  test("counts for the gate as well", async () => {
    const everywhere = [{ ...rules[0], expression: "ssl" }];
    const zone = { rules: everywhere, hiddenParameters: { lost: { phase: "current" } } };
    expect(problemsOf(await surveyOf({ zone }))).toContain('gate-bypassed custom rule "keep them out"');
  });
});

describe("what others have done to their rules since the last run", () => {
  const writtenBy = (rules: readonly object[]) => ({
    [`${rulesetType} gate-rules`]: { id: entryPointId, rules },
  });
  const old = foreignRule({ ref: "old", description: "old one" });
  const added = foreignRule({ ref: "added", description: "" });

  test("is said, and stays so", async () => {
    const surveyed = await surveyOf({ zone: { rules: [added, own(1)], state: writtenBy([old, own(1)]) } });
    expect(surveyed.infos).toEqual([
      'custom rule "added" was added since the last run: it stays as it is',
      'custom rule "old one" was deleted since the last run: nobody brings it back',
    ]);
    expect(surveyed.survey!.customRules.foreign.map(({ ref }) => ref)).toEqual(["added"]);
  });

  test("is nothing before there was a run, or with another entry point", async () => {
    expect((await surveyOf({ zone: { rules: [added] } })).infos).toEqual([]);
    const state = { [`${rulesetType} gate-rules`]: { id: "another", rules: [old] } };
    expect((await surveyOf({ zone: { rules: [added], state } })).infos).toEqual([]);
  });

  test("with the gate among them is said, and the gate goes back to its place", async () => {
    const surveyed = await surveyOf({ zone: { rules: [own(1), old], state: writtenBy([old, own(1)]) } });
    expect(surveyed.infos).toEqual([
      "this stack's rules do not stand last in the list: this run puts them there",
    ]);
  });
});

describe("rule slots", () => {
  const many = (count: number): Record<string, unknown>[] =>
    Array.from({ length: count }, (_, index) => foreignRule({ ref: `r${index}` }));

  test("four rules of others leave one of a free zone's five", async () => {
    expect(problemsOf(await surveyOf({ zone: { rules: [...many(4), own(1)] } }))).toEqual([]);
  });

  test("five leave none, and the refusal counts", async () => {
    const surveyed = await surveyOf({ zone: { rules: many(5) } });
    expect(problemsOf(surveyed)).toEqual(["no-rule-slot example.com"]);
    expect(surveyed.refusal!.message).toMatch(
      /has 5 custom rules of others; the free plan holds 5, this stack needs 1.*\n.*Delete 1 of them/,
    );
  });

  test("more devices need more of them", async () => {
    const devices = Array.from({ length: 60 }, (_, index) => ({ name: `device-${index}` }));
    const surveyed = await surveyOf({ zone: { rules: many(4) }, settings: { devices } });
    expect(problemsOf(surveyed)).toEqual(["no-rule-slot example.com"]);
  });

  test("a larger plan has more", async () => {
    expect(problemsOf(await surveyOf({ zone: { rules: many(5) }, settings: { plan: "pro" } }))).toEqual([]);
  });
});
