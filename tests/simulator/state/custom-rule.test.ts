import { refusalOf } from "../support/with-simulator.ts";
import { block, rulesetsUnderTest, type RuleSeen, skip } from "../support/rulesets-under-test.ts";

const { create, replace } = rulesetsUnderTest();

test("a rule with the same ref keeps its id, and if unchanged, its version", async () => {
  const made = await create(block("a"), block("b"));
  const [a, b] = made.rules as [RuleSeen, RuleSeen];
  const sameA = { ...block("a"), action_parameters: {} };
  const updated = await replace(made.id, block("c"), block("b", "true"), sameA);
  expect(updated).toMatchObject({
    version: "2",
    rules: [
      { ref: "c", version: "1" },
      { id: b.id, version: "2" },
      { id: a.id, version: "1" },
    ],
  });
});

test("a rule without a ref has its id as ref, and gets a new id each time it is sent", async () => {
  const rule = { action: "block", expression: "true" };
  const made = await create(rule);
  const [first] = made.rules as [RuleSeen];
  expect(first.ref).toBe(first.id);
  const [second] = (await replace(made.id, rule)).rules as [RuleSeen];
  expect(second.id).not.toBe(first.id);
});

test("rules that were read from the API can be sent back unchanged", async () => {
  const made = await create(block("a"), { action: "managed_challenge", expression: "ssl" });
  const rules = made.rules;
  expect((await replace(made.id, ...rules)).rules).toEqual(rules);
  const withoutIds = rules.map((rule) => ({ ...rule, id: undefined }));
  expect((await replace(made.id, ...withoutIds)).rules).toEqual(rules);
});

test("a skip rule logs by default, and can be told not to", async () => {
  const [first, second] = [skip({ ruleset: "current" }), { ...skip({ phases: ["http_ratelimit"] }) }];
  const { rules } = await create(first, { ...second, logging: { enabled: false } }, block("a"));
  expect(rules).toMatchObject([{ logging: { enabled: true } }, { logging: { enabled: false } }, {}]);
  expect(rules[2]).not.toHaveProperty("logging");
});

test("two rules with the same ref are refused", async () => {
  expect(await refusalOf(create(block("a"), block("a", "true")))).toMatchObject({ status: 400 });
});
