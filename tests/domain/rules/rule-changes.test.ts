import { type CustomRule, readCustomRule, type RuleAnswer } from "../../../domain/rules/custom-rule.ts";
import {
  abridge,
  compareForeignRules,
  compareOwnRules,
  fingerprintOfPass,
  isSameRule,
  areRulesInPlace,
} from "../../../domain/rules/rule-changes.ts";

const answers = {
  a: { id: "1", ref: "a", action: "block", expression: "ssl", description: "office" },
  b: { id: "2", ref: "b", action: "challenge", expression: "ssl" },
  ours: { id: "3", ref: "ha-mtls-test-1", action: "block", expression: "ssl" },
} satisfies Record<string, RuleAnswer>;
const [a, b, ours] = [answers.a, answers.b, answers.ours].map((answer) => readCustomRule(answer));

const sentences = (before: Parameters<typeof readCustomRule>[0][], now: typeof before): string[] =>
  compareForeignRules("test", before.map(readCustomRule), now.map(readCustomRule)).map(
    ({ where, what, outcome }) => `${where} ${what}: ${outcome}`,
  );

test("nothing is said of a list that has not changed", () => {
  const list = [answers.a, answers.b, answers.ours];
  expect(sentences(list, list)).toEqual([]);
});

test("an added, a changed and a deleted rule are named, with what happens to them", () => {
  const { a: office, b: other, ours: gate } = answers;
  const added = { ...office, id: "4", ref: "d", description: "" };
  const now = [{ ...office, enabled: false }, added, gate];
  expect(sentences([office, other, gate], now)).toEqual([
    'custom rule "d" was added since the last run: it stays as it is',
    'custom rule "office" was changed since the last run: it stays as it is now',
    'custom rule "b" was deleted since the last run: it is not restored',
  ]);
});

test.each<[string, RuleAnswer]>([
  ["its expression", { expression: "not ssl" }],
  ["its action", { action: "js_challenge" }],
  ["its being enabled", { enabled: false }],
  ["its description", { description: "home" }],
  ["its parameters", { action_parameters: { response: { status_code: 451 } } }],
  ["its logging", { logging: { enabled: false } }],
])("a change of %s is a change of the rule", (_what, part) => {
  const now = { ...answers.a, ...part };
  expect(sentences([answers.a], [now])).toEqual([
    `custom rule "${now.description}" was changed since the last run: it stays as it is now`,
  ]);
});

test("a different order is mentioned once, however many rules were moved", () => {
  const { a: office, b: other } = answers;
  expect(sentences([office, other], [other, office])).toEqual([
    'custom rules of others are in a different order since the last run: "b", "office": the order stays as it is now',
  ]);
});

test("a rule added between others does not change their order", () => {
  const { a: office, b: other } = answers;
  expect(sentences([office, other], [office, { ...office, ref: "d", description: "" }, other])).toHaveLength(
    1,
  );
});

test("changes of our own rules are not mentioned among those of others", () => {
  const { ours: gate } = answers;
  expect(
    sentences(
      [gate],
      [
        { ...gate, expression: "not ssl" },
        { ...gate, ref: "ha-mtls-test-2" },
      ],
    ),
  ).toEqual([]);
});

test("an empty property counts as missing", () => {
  const api = readCustomRule({ ...answers.a, action_parameters: { response: { status_code: 451 } } });
  const parameters = { response: { status_code: 451 }, phases: [], ruleset: "", overrides: undefined };
  const state = readCustomRule({ ...answers.a, action_parameters: parameters, logging: null });
  expect(compareForeignRules("test", [state], [api])).toEqual([]);
});

test.each([
  ["last", "a, b, ours", true],
  ["last", "ours, a", false],
  ["last", "ours, a, ours", false],
  ["first", "ours, a, b", true],
  ["first", "a, ours", false],
  ["first", "ours, a, ours", false],
  ["last", "a, b", true],
  ["last", "", true],
] as const)("our rules should be %s: in the list [%s] they are: %s", (position, list, expected) => {
  const known: Readonly<Record<string, CustomRule>> = { a: a!, b: b!, ours: ours! };
  const rules = list.split(", ").flatMap((name) => known[name] ?? []);
  expect(areRulesInPlace("test", rules, position)).toBe(expected);
});

const ownChanges = (live: readonly CustomRule[], written = ours!) =>
  compareOwnRules("test", [a!, abridge(written)], live);

test("a rule of ours that is live as it was written is no change, even if the record abridges it", () => {
  expect(ownChanges([ours!])).toEqual([]);
  const long = { ...ours!, expression: "x".repeat(300) };
  expect(ownChanges([long], long)).toEqual([]);
});

test.each([
  ["deleted", []],
  ["disabled", [{ ...ours!, enabled: false }]],
  ["edited", [{ ...ours!, expression: "not ssl" }]],
  ["edited", [{ ...ours!, action: "log" }]],
])("a rule of ours that was %s is named: %#", (how, live) => {
  expect(ownChanges(live)).toEqual([
    {
      where: "the gate's rule ha-mtls-test-1",
      what: expect.stringMatching(`^was ${how} outside Pulumi: `) as string,
    },
  ]);
});

test("an abridged rule is short, and still the same rule", () => {
  const rule = { ...a!, expression: "x".repeat(5000), parameters: { phases: Array<string>(1000).fill("y") } };
  expect(JSON.stringify(abridge(rule)).length).toBeLessThan(500);
  expect(isSameRule(abridge(rule), rule)).toBe(true);
  expect(isSameRule(abridge(rule), { ...rule, expression: `${rule.expression}x` })).toBe(false);
  expect(isSameRule(a!, { ...a!, ref: "other" })).toBe(false);
});

test("what an owner accepts of a rule depends on what it does, not on its name", () => {
  expect(fingerprintOfPass(a!)).toMatch(/^[0-9a-f]{12}$/);
  expect(fingerprintOfPass({ ...a!, ref: "x", description: "y" })).toBe(fingerprintOfPass(a!));
  expect(fingerprintOfPass({ ...a!, expression: "not ssl" })).not.toBe(fingerprintOfPass(a!));
});
