import { readOwnState } from "../../preflight/read-own-state.ts";
import { holds, resourcesOf } from "../../zone/state.ts";
import { mockCloud } from "../components/mocked-cloud.ts";
import { lookUps } from "./virtual-zone.ts";

const token = "pulumi:pulumi:readStackResourceOutputs";

test("the state is asked for by the stack's full name", async () => {
  const cloud = await mockCloud({ lookUps: lookUps() });
  await readOwnState();
  expect(cloud.calls.find((call) => call.token === token)?.inputs).toEqual({
    stackName: "organization/ha-mtls/test",
  });
});

test("a state that can't be read ends the run: what it holds must not be taken for a stranger's", async () => {
  const failing = (): never => {
    throw new Error("no such stack\nat somewhere");
  };
  await mockCloud({ lookUps: { [token]: failing } });
  await expect(readOwnState()).rejects.toMatchObject({
    problems: [{ code: "state-unreadable", where: "organization/ha-mtls/test" }],
    message: expect.stringContaining("npx pulumi stack export") as string,
  });
});

test("one that is just being written is read again", async () => {
  let attempts = 0;
  const halfWritten = (): Record<string, unknown> => {
    attempts += 1;
    if (attempts < 3) throw new Error("unexpected end of JSON input");
    return { outputs: {} };
  };
  await mockCloud({ lookUps: { [token]: halfWritten } });
  expect((await readOwnState()).resources).toEqual([]);
  expect(attempts).toBe(3);
});

test("a resource is known by its type and its id", async () => {
  const state = { "a:b:C one": { id: "1" }, "a:b:D two": { id: "2" } };
  await mockCloud({ lookUps: lookUps({ state }) });
  const own = await readOwnState();
  expect(resourcesOf(own, "a:b:C")).toEqual([
    { urn: "urn:pulumi:test::ha-mtls::a:b:C::one", type: "a:b:C", id: "1", outputs: { id: "1" } },
  ]);
  expect([holds(own, "a:b:C", "1"), holds(own, "a:b:C", "2"), holds(own, "a:b:E", "1")]).toEqual([
    true,
    false,
    false,
  ]);
});

test("a stack without a state holds nothing", async () => {
  await mockCloud({ lookUps: { [token]: () => ({}) } });
  expect((await readOwnState()).resources).toEqual([]);
});
