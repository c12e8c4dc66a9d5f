import { gateState } from "../../preflight/support/gate-state.ts";
import { problemsOf, surveyOf } from "../../preflight/support/survey-of.ts";
import { foreignRule } from "../../preflight/support/virtual-zone.ts";

function own(number: number, stack = "test"): Record<string, unknown> {
  return foreignRule({ id: `own${number}`, ref: `ha-mtls-${stack}-${number}` });
}

test("after a stack is renamed, its old rules are still its own and take no slot from the new ones", async () => {
  const many = Array.from({ length: 4 }, (_, index) => foreignRule({ ref: `r${index}` }));
  const rules = [...many, foreignRule({ ref: "ha-mtls-former-1" })];
  const state = gateState(rules, { refPrefix: "ha-mtls-former-" });
  expect(problemsOf(await surveyOf({ zone: { rules, state } }))).toEqual([]);
});

test.each(["ha-mtls-test-x", "ha-mtls-test-", "ha-mtls-testing-1", "ha-mtls-other-1", "x-ha-mtls-test-1"])(
  "a rule with the ref %s is not this stack's",
  async (ref) => {
    const five = Array.from({ length: 5 }, () => foreignRule({ ref }));
    expect(problemsOf(await surveyOf({ zone: { rules: five } }))).toEqual(["no-rule-slot example.com"]);
  },
);

describe("changes by others to their own rules since the last run", () => {
  const old = foreignRule({ ref: "old", description: "old one" });
  const added = foreignRule({ ref: "added", description: "" });

  test("are reported and not undone", async () => {
    const surveyed = await surveyOf({ zone: { rules: [added, own(1)], state: gateState([old, own(1)]) } });
    expect(surveyed.infos).toEqual([
      'custom rule "added" was added since the last run: it stays as it is',
      'custom rule "old one" was deleted since the last run: it is not restored',
    ]);
  });

  test("are not reported before the first run", async () => {
    expect((await surveyOf({ zone: { rules: [added] } })).infos).toEqual([]);
  });

  test("that move the gate are reported, and the run moves it back", async () => {
    const surveyed = await surveyOf({ zone: { rules: [own(1), old], state: gateState([old, own(1)]) } });
    expect(surveyed.infos).toEqual([
      "this stack's rules are not last in the list: this run moves them there",
    ]);
  });
});

describe("rule slots", () => {
  const many = (count: number): Record<string, unknown>[] =>
    Array.from({ length: count }, (_, index) => foreignRule({ ref: `r${index}` }));

  test("on the free plan four rules of others leave one of five", async () => {
    expect(problemsOf(await surveyOf({ zone: { rules: [...many(4), own(1)] } }))).toEqual([]);
  });

  test("five leave none, and the refusal gives the numbers", async () => {
    const surveyed = await surveyOf({ zone: { rules: many(5) } });
    expect(problemsOf(surveyed)).toEqual(["no-rule-slot example.com"]);
    expect(surveyed.refusal!.message).toMatch(
      /has 5 custom rules of others; the free plan allows 5 in all, and this stack needs 1.*\n.*Delete 1 of them/,
    );
  });

  test("many devices need more than one", async () => {
    const devices = Array.from({ length: 60 }, (_, index) => ({ name: `device-${index}` }));
    const surveyed = await surveyOf({ zone: { rules: many(4) }, settings: { devices } });
    expect(problemsOf(surveyed)).toEqual(["no-rule-slot example.com"]);
  });

  test("a larger plan has more of them", async () => {
    expect(problemsOf(await surveyOf({ zone: { rules: many(5) }, settings: { plan: "pro" } }))).toEqual([]);
  });
});
