import { block, phase, rulesetsUnderTest, type RulesetSeen } from "../../support/rulesets-under-test.ts";
import { collect, refusalOf } from "../../support/with-simulator.ts";

const { underTest, rulesets, create, current } = rulesetsUnderTest();

test("a phase without custom rules has no entry point", async () => {
  const call = rulesets().phases.get(phase, underTest.zone);
  expect(await refusalOf(call)).toMatchObject({
    status: 404,
    code: 10003,
    message: `could not find entrypoint ruleset in the ${phase} phase`,
  });
  expect(await collect(rulesets().list(underTest.zone))).toEqual([]);
});

test("the list of rulesets omits their rules", async () => {
  const { id } = await create(block("a"));
  const [listed] = await collect(rulesets().list(underTest.zone));
  expect(listed).toMatchObject({ id, name: "default", kind: "zone", phase: phase, version: "1" });
  expect(listed).not.toHaveProperty("rules");
});

test("PUT of the entry point creates the ruleset, and later replaces its rules", async () => {
  const put = (...rules: object[]) => rulesets().phases.update(phase, { ...underTest.zone, rules: rules });
  const made = (await put(block("a"))) as RulesetSeen;
  expect(made).toMatchObject({ name: "default", kind: "zone", description: "", version: "1" });
  const replaced = await put(block("b"));
  expect(replaced).toMatchObject({ id: made.id, version: "2", rules: [{ ref: "b" }] });
});

test("PUT without rules changes the description only", async () => {
  const { id } = await create(block("a"));
  const changed = await rulesets().update(id, { ...underTest.zone, description: "ours" });
  expect(changed).toMatchObject({ description: "ours", rules: [{ ref: "a" }] });
});

test("a field that is null counts as left out", async () => {
  const nulls = { action_parameters: null, logging: null, description: null, ratelimit: null, id: null };
  const { rules } = await create({ ...block("a"), ...nulls });
  expect(Object.keys(rules[0]!).sort()).toEqual([
    "action",
    "enabled",
    "expression",
    "id",
    "last_updated",
    "ref",
    "version",
  ]);
});

test("deleting a ruleset returns 204 without a body, and empties the phase", async () => {
  const { id } = await create(block("a"));
  const path = `/zones/${underTest.simulator.zoneId}/rulesets/${id}`;
  const response = await underTest.send(path, { method: "DELETE" });
  expect(response.status).toBe(204);
  expect(await response.text()).toBe("");
  expect(await refusalOf(current(id))).toMatchObject({ status: 404 });
  await create(block("a"));
});

test("a ruleset's name, kind and phase can't be changed", async () => {
  const { id } = await create();
  const call = rulesets().update(id, { ...underTest.zone, name: "other" });
  expect(await refusalOf(call)).toMatchObject({ status: 400, source: { pointer: "/name" } });
});

test("the account has no custom rulesets", async () => {
  expect(await collect(rulesets().list(underTest.account))).toEqual([]);
  const call = rulesets().phases.get(phase, underTest.account);
  expect(await refusalOf(call)).toMatchObject({ status: 404, code: 10003 });
});
