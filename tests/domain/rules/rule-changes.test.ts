import { readCustomRule, type RuleAnswer } from "../../../domain/rules/custom-rule.ts";
import { compareForeignRules, standsRight } from "../../../domain/rules/rule-changes.ts";

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

test("a list that nobody has touched says nothing", () => {
  const list = [answers.a, answers.b, answers.ours];
  expect(sentences(list, list)).toEqual([]);
});

test("an added, a changed and a deleted rule are named, and what becomes of them", () => {
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
  ["whether it is on", { enabled: false }],
  ["its description", { description: "home" }],
  ["its parameters", { action_parameters: { response: { status_code: 451 } } }],
  ["whether it is logged", { logging: { enabled: false } }],
])("a rule is changed by a change of %s", (_what, part) => {
  const now = { ...answers.a, ...part };
  expect(sentences([answers.a], [now])).toEqual([
    `custom rule "${now.description}" was changed since the last run: it stays as it is now`,
  ]);
});

test("another order is told once, however many rules were moved", () => {
  const { a: office, b: other } = answers;
  expect(sentences([office, other], [other, office])).toEqual([
    'custom rules of others are in a different order since the last run: "b", "office": the order stays as it is now',
  ]);
});

test("a rule that is added between others is no other order", () => {
  const { a: office, b: other } = answers;
  expect(sentences([office, other], [office, { ...office, ref: "d", description: "" }, other])).toHaveLength(
    1,
  );
});

test("what we do with our own rules is nobody's news", () => {
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

test("what is empty counts as left out", () => {
  const api = readCustomRule({ ...answers.a, action_parameters: { response: { status_code: 451 } } });
  const parameters = { response: { status_code: 451 }, phases: [], ruleset: "", overrides: undefined };
  const state = readCustomRule({ ...answers.a, action_parameters: parameters, logging: null });
  expect(compareForeignRules("test", [state], [api])).toEqual([]);
});

test.each([
  ["last", [a, b, ours], true],
  ["last", [ours, a], false],
  ["last", [ours, a, ours], false],
  ["first", [ours, a, b], true],
  ["first", [a, ours], false],
  ["first", [ours, a, ours], false],
  ["last", [a, b], true],
  ["last", [], true],
] as const)("%s: %#", (position, rules, right) => {
  expect(
    standsRight(
      "test",
      rules.map((rule) => rule!),
      position,
    ),
  ).toBe(right);
});
