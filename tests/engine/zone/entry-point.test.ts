import Cloudflare from "cloudflare";
import { EngineStack } from "../engine-stack.ts";

jest.setTimeout(300_000);

let stack: EngineStack;
let api: Cloudflare;
let zone_id: string;

beforeEach(async () => {
  stack = await EngineStack.create();
  ({ zoneId: zone_id } = stack.simulator);
  api = new Cloudflare({ apiToken: stack.simulator.apiToken, baseURL: stack.simulator.api, maxRetries: 0 });
});
afterEach(() => stack.close());

const theirs = { ref: "theirs", action: "block", expression: '(http.host eq "www.example.com")' } as const;
const putTheirs = () =>
  api.rulesets.phases.update("http_request_firewall_custom", { zone_id, rules: [theirs] });
const lists = () =>
  [...stack.simulator.state.rulesets.values()].map(({ id, rules }) => ({
    id,
    refs: rules.map(({ ref }) => ref),
  }));
const both = ["theirs", "ha-mtls-test-1"];
const deletions = (mark: number) => stack.writes(mark).filter((line) => /^DELETE .*rulesets/.test(line));

test("an entry point is taken over once, and never deleted: up, up again, destroy, up, up again", async () => {
  await putTheirs();
  const [{ id } = { id: "" }] = lists();
  const mark = stack.mark();
  for (const again of [[], ["--expect-no-changes"]]) {
    expect(await stack.up(...again)).toMatchObject({ code: 0 });
    expect(lists()).toEqual([{ id, refs: both }]);
  }
  expect(await stack.destroy()).toMatchObject({ code: 0 });
  expect(lists()).toEqual([{ id, refs: ["theirs"] }]);
  for (const again of [[], ["--refresh", "--expect-no-changes"]]) {
    expect(await stack.up(...again)).toMatchObject({ code: 0 });
    expect(lists()).toEqual([{ id, refs: both }]);
  }
  // Destroy deletes our rule only.
  expect(deletions(mark)).toEqual([expect.stringMatching(/\/rulesets\/[0-9a-f]{32}\/rules\/[0-9a-f]{32}$/)]);
});

test.each([[["--refresh"]], [[]]])(
  "an entry point that was deleted and recreated outside Pulumi is taken over with its rule: up %j",
  async (words) => {
    expect(await stack.up()).toMatchObject({ code: 0 });
    const [old] = lists();
    await api.rulesets.delete(old?.id ?? "", { zone_id });
    await putTheirs();
    const [made] = lists();
    const mark = stack.mark();
    expect(await stack.up(...words)).toMatchObject({ code: 0 });
    expect(lists()).toEqual([{ id: made?.id, refs: both }]);
    expect(deletions(mark)).toEqual([]);
    expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(lists()).toEqual([{ id: made?.id, refs: both }]);
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(lists()).toEqual([{ id: made?.id, refs: ["theirs"] }]);
  },
);
