import { gateState } from "../../preflight/gate-state.ts";
import { problemsOf, surveyOf } from "../../preflight/survey-of.ts";
import { foreignRule, type VirtualZone } from "../../preflight/virtual-zone.ts";

const skip = {
  action: "skip",
  action_parameters: { ruleset: "current" },
  expression: "ip.src eq 203.0.113.7",
};

function own(number: number, stack = "test"): Record<string, unknown> {
  return foreignRule({ id: `own${number}`, ref: `ha-mtls-${stack}-${number}` });
}

describe("what the gate's command is told of the lists", () => {
  const rules = [own(1), foreignRule({ id: "a", ref: "a" })];
  const settled = { hostnames: ["ha.example.com"], seen: "before" };
  const seenWith = async (zone: VirtualZone): Promise<string> =>
    (
      await surveyOf({
        zone: { rules, associations: ["ha.example.com"], state: gateState(rules, settled), ...zone },
      })
    ).survey!.seen;

  test("is the same as before while they are as the last run left them", async () => {
    expect(await seenWith({})).toBe("before");
    expect(await seenWith({ associations: ["ha.example.com", "vpn.example.com"] })).toBe("before");
  });

  test.each<[string, VirtualZone]>([
    ["a rule of ours was edited", { rules: [{ ...rules[0], expression: "ssl" }, rules[1]!] }],
    ["a rule of ours was turned off", { rules: [{ ...rules[0], enabled: false }, rules[1]!] }],
    ["a rule of ours was deleted", { rules: [rules[1]!] }],
    ["a rule of somebody else's was added", { rules: [...rules, foreignRule({ id: "b", ref: "b" })] }],
    ["the order is another one", { rules: [rules[1]!, rules[0]!] }],
    ["our association is gone", { associations: [] }],
  ])("is new when %s", async (_what, zone) => {
    expect(await seenWith(zone)).toMatch(/^[0-9a-f]{12}$/);
  });

  test("is new each time, also when somebody does the same thing twice", async () => {
    const first = await seenWith({ associations: [] });
    const again = { associations: [], state: gateState(rules, { ...settled, seen: first }) };
    expect(await seenWith(again)).not.toBe(first);
  });

  test("is nothing before the first run", async () => {
    expect(await seenWith({ state: {} })).toBe("");
  });
});

test("rules of a stack that has been renamed since are not others', and take no slot from the new ones", async () => {
  const many = Array.from({ length: 4 }, (_, index) => foreignRule({ ref: `r${index}` }));
  const rules = [...many, foreignRule({ ref: "ha-mtls-former-1" })];
  const state = gateState(rules, { refPrefix: "ha-mtls-former-" });
  expect(problemsOf(await surveyOf({ zone: { rules, state } }))).toEqual([]);
});

test.each(["ha-mtls-test-x", "ha-mtls-test-", "ha-mtls-testing-1", "ha-mtls-other-1", "x-ha-mtls-test-1"])(
  "a rule with the ref %s is somebody else's",
  async (ref) => {
    const five = Array.from({ length: 5 }, () => foreignRule({ ref }));
    expect(problemsOf(await surveyOf({ zone: { rules: five } }))).toEqual(["no-rule-slot example.com"]);
  },
);

describe("a rule that skips the rest before ours", () => {
  test("is refused by name, with both ways out", async () => {
    const surveyed = await surveyOf({
      zone: { rules: [foreignRule({ ...skip, ref: "monitor", description: "uptime" })] },
    });
    expect(problemsOf(surveyed)).toEqual(['gate-bypassed custom rule "uptime"']);
    expect(surveyed.refusal!.message).toContain("npx pulumi config set gatePosition first");
    expect(surveyed.refusal!.message).toContain("npx pulumi config set --path 'allowSkipRules[0]' monitor@");
  });

  test("is named by its ref where it has no description", async () => {
    const surveyed = await surveyOf({
      zone: { rules: [foreignRule({ ...skip, ref: "monitor", description: "" })] },
    });
    expect(problemsOf(surveyed)).toEqual(['gate-bypassed custom rule "monitor"']);
  });

  /** How the refusal says that a rule can be accepted. */
  const acceptance = async (rule: Record<string, unknown>): Promise<string> => {
    const { refusal } = await surveyOf({ zone: { rules: [rule] } });
    return /allowSkipRules\[0\]' (\S+)/.exec(refusal!.message)![1]!;
  };

  test("is let be where the gate stands first, or where the owner has accepted it as it is", async () => {
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
      'custom rule "no robots" lets whoever solves its challenge pass before this stack\'s rule is evaluated [gate-bypassed]',
    ) as string,
  ]);
  const first = await surveyOf({ zone: { rules }, settings: { gatePosition: "first" } });
  expect(first.warnings).toEqual([]);
});

test("a parameter of a skip rule that the provider does not know counts, too", async () => {
  const rules = [
    foreignRule({
      ...{ ref: "lost", action: "skip", expression: "ssl" },
      action_parameters: { products: ["bic"], phase: "current" },
    }),
  ];
  const zone = { rules };
  expect(problemsOf(await surveyOf({ zone }))).toEqual(['gate-bypassed custom rule "keep them out"']);
});

describe("what others have done to their rules since the last run", () => {
  const old = foreignRule({ ref: "old", description: "old one" });
  const added = foreignRule({ ref: "added", description: "" });

  test("is said, and stays so", async () => {
    const surveyed = await surveyOf({ zone: { rules: [added, own(1)], state: gateState([old, own(1)]) } });
    expect(surveyed.infos).toEqual([
      'custom rule "added" was added since the last run: it stays as it is',
      'custom rule "old one" was deleted since the last run: it is not restored',
    ]);
  });

  test("is nothing before there was a run", async () => {
    expect((await surveyOf({ zone: { rules: [added] } })).infos).toEqual([]);
  });

  test("with the gate among them is said, and the gate goes back to its place", async () => {
    const surveyed = await surveyOf({ zone: { rules: [own(1), old], state: gateState([old, own(1)]) } });
    expect(surveyed.infos).toEqual([
      "this stack's rules are not last in the list: this run moves them there",
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
