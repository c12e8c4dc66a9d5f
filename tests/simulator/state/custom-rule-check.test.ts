import { foreignRules, phaseRule } from "../../foreign-rules.ts";
import { block, rulesetsUnderTest, skip } from "../support/rulesets-under-test.ts";
import { anyText, textLike } from "../support/text-matchers.ts";
import { refusalOf } from "../support/with-simulator.ts";

const { create, replace, current } = rulesetsUnderTest();

test.each([...foreignRules, phaseRule])(
  "a rule that the free plan allows is stored as it was sent: $ref",
  async (rule) => {
    const { id } = await create(rule);
    const { rules } = await current(id);
    expect(rules).toEqual([{ ...rule, id: anyText, version: "1", last_updated: anyText }]);
  },
);

test("a response of null counts as none", async () => {
  const { rules } = await create({ ...block("a"), action_parameters: { response: null } });
  expect(rules).toMatchObject([{ ref: "a" }]);
  expect(rules[0]).not.toHaveProperty("action_parameters");
});

test.each([
  ["no expression", { action: "block" }, 20125],
  ["an expression that does not parse", { action: "block", expression: "http.host eq" }, 20127],
  ["an unknown field", { action: "block", expression: 'http.hots eq "x"' }, 20127],
  ["an expression of 4,097 characters", { action: "block", expression: longExpression(4097) }, 20126],
  ["no action", { expression: "true" }, 20119],
  ["the log action of Enterprise", { action: "log", expression: "true" }, 20120],
  ["an action of another phase", { action: "rewrite", expression: "true" }, 20121],
  ["a skip of nothing", { action: "skip", expression: "true" }, 20122],
  ["logging of what it does not skip", { ...block("c"), logging: { enabled: true } }, 20018],
  ["a skip of rules that are no list", skip({ rules: { a: "b" } }), 20122],
  ["a skip of rulesets that are no list", skip({ rulesets: "a" }), 20122],
  ["a skip of an unknown product", skip({ products: ["x"] }), 20122],
])("%s is refused, together with all rules sent with it", async (_mistake, rule, code) => {
  const made = await create(block("a"));
  expect(await refusalOf(replace(made.id, block("b"), rule))).toMatchObject({
    status: 400,
    code,
    source: { pointer: textLike(/^\/rules\/1\//) },
  });
  expect(await current(made.id)).toEqual(made);
});

test("an expression that doesn't parse is shown with the position", async () => {
  const refusal = await refusalOf(create({ action: "block", expression: 'http.hots eq "x"' }));
  expect(refusal).toMatchObject({
    message: textLike(
      /^'http\.hots eq "x"' is not a valid value for expression because could not parse filter expression: Filter parsing error \(1:1\):\n/,
    ),
  });
});

test("an expression of 4,096 characters fits", async () => {
  const { rules } = await create(block("a", longExpression(4096)));
  expect(rules).toHaveLength(1);
});

function longExpression(length: number): string {
  const start = 'http.host eq "';
  return `${start}${"x".repeat(length - start.length - 1)}"`;
}
