import { block, phase, rulesetsUnderTest, type RuleSeen } from "../support/rulesets-under-test.ts";
import { refusalOf } from "../support/with-simulator.ts";

const { underTest, rulesets, create, replace, current, addRule, changeRule } = rulesetsUnderTest();

test("a phase has at most one ruleset, even without rules", async () => {
  const { id } = await create();
  expect((await rulesets().phases.get(phase, underTest.zone)).id).toBe(id);
  expect(await refusalOf(create(block("a")))).toMatchObject({
    status: 400,
    code: 20217,
    source: { pointer: "/kind" },
  });
});

test("a free zone can have five custom rules, and a longer list is refused as a whole", async () => {
  const rules = ["a", "b", "c", "d", "e"].map((ref) => block(ref));
  const made = await create(...rules);
  const tooMany = {
    status: 400,
    code: 50001,
    message: `exceeded the maximum number of rules in the phase ${phase}: 6 out of 5`,
  };
  expect(await refusalOf(replace(made.id, block("f"), ...rules))).toMatchObject(tooMany);
  expect(await refusalOf(addRule(made.id, block("f")))).toMatchObject(tooMany);
  expect(await current(made.id)).toEqual(made);
});

test("the number of custom rules can be raised", async () => {
  await underTest.control("PUT", "/limits", { custom_rules: 6 });
  const { rules } = await create(...["a", "b", "c", "d", "e", "f"].map((ref) => block(ref)));
  expect(rules).toHaveLength(6);
});

test("a rule is added at its position, by default at the end", async () => {
  const { id, rules } = await create(block("a"), block("b"));
  const [a] = rules as [RuleSeen];
  const refs = async (): Promise<string[]> => (await current(id)).rules.map(({ ref }) => ref);
  await addRule(id, block("last"));
  expect(await refs()).toEqual(["a", "b", "last"]);
  await addRule(id, { ...block("first"), position: { index: 1 } });
  expect(await refs()).toEqual(["first", "a", "b", "last"]);
  await addRule(id, { ...block("after-a"), position: { after: a.id } });
  expect(await refs()).toEqual(["first", "a", "after-a", "b", "last"]);
});

test("PATCH replaces a rule as a whole, and with only a position, moves it", async () => {
  const { id, rules } = await create(block("a"), block("b"));
  const [a, b] = rules as [RuleSeen, RuleSeen];
  expect(await refusalOf(changeRule(id, a.id, { enabled: false }))).toMatchObject({ code: 20125 });
  const changed = await changeRule(id, a.id, { action: "block", expression: "true", enabled: false });
  expect(changed.rules[0]).toMatchObject({ id: a.id, ref: "a", version: "2", enabled: false });
  const moved = await changeRule(id, a.id, { position: { after: b.id } });
  expect(moved.rules).toMatchObject([
    { id: b.id, version: "1" },
    { id: a.id, version: "2" },
  ]);
});

test("a deleted rule is gone, and the others stay", async () => {
  const { id, rules } = await create(block("a"), block("b"));
  const [a, b] = rules as [RuleSeen, RuleSeen];
  const rest = await rulesets().rules.delete(a.id, { ...underTest.zone, ruleset_id: id });
  expect(rest).toMatchObject({ version: "2", rules: [{ id: b.id }] });
  const again = rulesets().rules.delete(a.id, { ...underTest.zone, ruleset_id: id });
  expect(await refusalOf(again)).toMatchObject({ status: 404 });
});

test("a phase that the simulator doesn't evaluate is refused", async () => {
  const call = rulesets().phases.update("http_ratelimit", { ...underTest.zone, rules: [] });
  expect(await refusalOf(call)).toMatchObject({ status: 400 });
});
