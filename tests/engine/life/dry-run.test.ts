import { EngineStack, example } from "../engine-stack.ts";
import { describeEnd } from "../end-state.ts";

jest.setTimeout(300_000);

let stack: EngineStack;

beforeAll(async () => {
  stack = await EngineStack.create();
});
afterAll(() => stack.close());

const dryRuns = (since: number): string[] =>
  stack.simulator
    .requests()
    .slice(since)
    .filter(({ path }) => path.includes("dry_run=true"))
    .map(({ method }) => method);

test("a rule that Cloudflare refuses stops the first up before its first write", async () => {
  const errors = [{ code: 20_127, message: "'substring' is not available on this plan" }];
  await stack.control("POST", "faults", { path: "dry_run=true", status: 400, errors });
  const up = await stack.up();
  expect(up.code).not.toBe(0);
  expect(up.text).toContain("'substring' is not available on this plan [rule-refused]");
  expect(stack.writes()).toEqual([]);
});

test("a rule that Cloudflare accepts is written, and a preview without changes makes no further dry runs", async () => {
  expect(await stack.up()).toMatchObject({ code: 0 });
  const mark = stack.mark();
  expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  expect(dryRuns(mark)).toEqual([]);
});

test("a preview tries the rule with an added device, and writes nothing", async () => {
  stack.write({ ...example, devices: [...(example.devices ?? []), { name: "carla-phone" }] });
  const before = describeEnd(stack.simulator.state);
  const mark = stack.mark();
  expect(await stack.preview()).toMatchObject({ code: 0 });
  expect(dryRuns(mark)).toEqual(["PATCH"]);
  expect(describeEnd(stack.simulator.state)).toEqual(before);
});
