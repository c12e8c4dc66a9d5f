import { foreignRules, phaseRule } from "../../../foreign-rules.ts";
import { anyText, textLike } from "../../text-matchers.ts";
import { collect, refusalOf, withSimulator } from "../../with-simulator.ts";

interface RuleSeen {
  readonly id: string;
  readonly ref: string;
  readonly version: string;
}
/** The SDK's own type of an answer is unknown, or a union of every action there is. */
interface RulesetSeen {
  readonly id: string;
  readonly rules: readonly RuleSeen[];
}

const PHASE = "http_request_firewall_custom";
const underTest = withSimulator();
const rulesets = () => underTest.client.rulesets;
const create = async (...rules: object[]) =>
  (await rulesets().create({
    ...underTest.zone,
    kind: "zone",
    name: "default",
    phase: PHASE,
    rules: rules,
  })) as RulesetSeen;
const replace = async (id: string, ...rules: object[]) =>
  (await rulesets().update(id, { ...underTest.zone, rules: rules })) as RulesetSeen;
const current = async (id: string) => (await rulesets().get(id, underTest.zone)) as RulesetSeen;

const block = (ref: string, expression = `http.host eq "${ref}.example.com"`) => ({
  action: "block",
  expression,
  ref,
  enabled: true,
  description: ref,
});

test("a phase that nobody touched has no entry point", async () => {
  const call = rulesets().phases.get(PHASE, underTest.zone);
  expect(await refusalOf(call)).toMatchObject({
    status: 404,
    code: 10003,
    message: `could not find entrypoint ruleset in the ${PHASE} phase`,
  });
  expect(await collect(rulesets().list(underTest.zone))).toEqual([]);
});

test("a ruleset is made once per phase, even one without rules", async () => {
  const { id } = await create();
  expect((await rulesets().phases.get(PHASE, underTest.zone)).id).toBe(id);
  expect(await refusalOf(create(block("a")))).toMatchObject({
    status: 400,
    code: 20217,
    source: { pointer: "/kind" },
  });
});

test("the list of rulesets leaves out their rules", async () => {
  const { id } = await create(block("a"));
  const [listed] = await collect(rulesets().list(underTest.zone));
  expect(listed).toMatchObject({ id, name: "default", kind: "zone", phase: PHASE, version: "1" });
  expect(listed).not.toHaveProperty("rules");
});

test("PUT of the entry point makes the ruleset, and then replaces its rules", async () => {
  const put = (...rules: object[]) => rulesets().phases.update(PHASE, { ...underTest.zone, rules: rules });
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

test("a rule keeps its id for its ref, and its version while nothing of it changes", async () => {
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

test("a rule without a ref gets its id as ref, and a new id each time it is sent", async () => {
  const rule = { action: "block", expression: "true" };
  const made = await create(rule);
  const [first] = made.rules as [RuleSeen];
  expect(first.ref).toBe(first.id);
  const [second] = (await replace(made.id, rule)).rules as [RuleSeen];
  expect(second.id).not.toBe(first.id);
});

test("rules read from the API can be sent back and are unchanged by it", async () => {
  const made = await create(block("a"), { action: "managed_challenge", expression: "ssl" });
  const rules = made.rules;
  expect((await replace(made.id, ...rules)).rules).toEqual(rules);
  const withoutIds = rules.map((rule) => ({ ...rule, id: undefined }));
  expect((await replace(made.id, ...withoutIds)).rules).toEqual(rules);
});

test.each([...foreignRules, phaseRule])(
  "a rule of the free plan is kept as it was sent: $ref",
  async (rule) => {
    const { id } = await create(rule);
    const { rules } = await current(id);
    expect(rules).toEqual([{ ...rule, id: anyText, version: "1", last_updated: anyText }]);
  },
);

test("a rule that skips logs it, unless it was told not to", async () => {
  const [first, second] = [skipOf({ ruleset: "current" }), { ...skipOf({ phases: ["http_ratelimit"] }) }];
  const { rules } = await create(first, { ...second, logging: { enabled: false } }, block("a"));
  expect(rules).toMatchObject([{ logging: { enabled: true } }, { logging: { enabled: false } }, {}]);
  expect(rules[2]).not.toHaveProperty("logging");
});

test("a response that is null is none", async () => {
  const { rules } = await create({ ...block("a"), action_parameters: { response: null } });
  expect(rules).toMatchObject([{ ref: "a" }]);
  expect(rules[0]).not.toHaveProperty("action_parameters");
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
  ["a skip of rules that are no list", skipOf({ rules: { a: "b" } }), 20122],
  ["a skip of rulesets that are no list", skipOf({ rulesets: "a" }), 20122],
  ["a skip of an unknown product", skipOf({ products: ["x"] }), 20122],
])("%s is refused, and none of the rules sent with it is written", async (_mistake, rule, code) => {
  const made = await create(block("a"));
  expect(await refusalOf(replace(made.id, block("b"), rule))).toMatchObject({
    status: 400,
    code,
    source: { pointer: textLike(/^\/rules\/1\//) },
  });
  expect(await current(made.id)).toEqual(made);
});

test("an expression that does not parse is shown with its place", async () => {
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

test("two rules with one ref are refused", async () => {
  expect(await refusalOf(create(block("a"), block("a", "true")))).toMatchObject({ status: 400 });
});

test("a free zone has five custom rules; a list with more is refused as a whole", async () => {
  const rules = ["a", "b", "c", "d", "e"].map((ref) => block(ref));
  const made = await create(...rules);
  const tooMany = {
    status: 400,
    code: 50001,
    message: `exceeded the maximum number of rules in the phase ${PHASE}: 6 out of 5`,
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

test("single rules are added where their position says", async () => {
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

test("PATCH replaces one rule as a whole, and moves it with nothing but a position", async () => {
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

test("a rule that is deleted is gone, the others stay", async () => {
  const { id, rules } = await create(block("a"), block("b"));
  const [a, b] = rules as [RuleSeen, RuleSeen];
  const rest = await rulesets().rules.delete(a.id, { ...underTest.zone, ruleset_id: id });
  expect(rest).toMatchObject({ version: "2", rules: [{ id: b.id }] });
  const again = rulesets().rules.delete(a.id, { ...underTest.zone, ruleset_id: id });
  expect(await refusalOf(again)).toMatchObject({ status: 404 });
});

test("deleting a ruleset answers 204 without a body, and empties the phase", async () => {
  const { id } = await create(block("a"));
  const path = `/zones/${underTest.simulator.zoneId}/rulesets/${id}`;
  const response = await underTest.send(path, { method: "DELETE" });
  expect(response.status).toBe(204);
  expect(await response.text()).toBe("");
  expect(await refusalOf(current(id))).toMatchObject({ status: 404 });
  await create(block("a"));
});

test("name, kind and phase of a ruleset cannot be changed", async () => {
  const { id } = await create();
  const call = rulesets().update(id, { ...underTest.zone, name: "other" });
  expect(await refusalOf(call)).toMatchObject({ status: 400, source: { pointer: "/name" } });
});

test("a phase whose rules nobody would evaluate is refused", async () => {
  const call = rulesets().phases.update("http_ratelimit", { ...underTest.zone, rules: [] });
  expect(await refusalOf(call)).toMatchObject({ status: 400 });
});

test("the account has no custom rulesets", async () => {
  expect(await collect(rulesets().list(underTest.account))).toEqual([]);
  const call = rulesets().phases.get(PHASE, underTest.account);
  expect(await refusalOf(call)).toMatchObject({ status: 404, code: 10003 });
});

const addRule = async (rulesetId: string, rule: object) =>
  (await rulesets().rules.create(rulesetId, {
    ...underTest.zone,
    ...rule,
  })) as RulesetSeen;

const changeRule = async (rulesetId: string, ruleId: string, rule: object) =>
  (await rulesets().rules.edit(ruleId, {
    ...underTest.zone,
    ruleset_id: rulesetId,
    ...rule,
  })) as RulesetSeen;

function skipOf(action_parameters: object): object {
  return { action: "skip", expression: "true", action_parameters };
}

function longExpression(length: number): string {
  const start = 'http.host eq "';
  return `${start}${"x".repeat(length - start.length - 1)}"`;
}
