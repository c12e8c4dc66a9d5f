import { readOwnState } from "../../preflight/read-own-state.ts";
import { mockCloud } from "../components/support/mocked-cloud.ts";
import { lookUps } from "./support/virtual-zone.ts";

const token = "pulumi:pulumi:readStackResourceOutputs";

test("the state is read by the stack's full name", async () => {
  const cloud = await mockCloud({ lookUps: lookUps() });
  await readOwnState();
  expect(cloud.calls.find((call) => call.token === token)?.inputs).toEqual({
    stackName: "organization/ha-mtls/test",
  });
});

test("a state that can't be read ends the run: its objects must not be taken for somebody else's", async () => {
  const failing = (): never => {
    throw new Error("no such stack\nat somewhere");
  };
  await mockCloud({ lookUps: { [token]: failing } });
  await expect(readOwnState()).rejects.toMatchObject({
    problems: [{ code: "state-unreadable", where: "organization/ha-mtls/test" }],
    message: expect.stringContaining("npx pulumi stack export") as string,
  });
});

test("a state that is just being written is read again", async () => {
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

test("each resource has its type, id and outputs", async () => {
  const state = { "a:b:C one": { id: "1" }, "a:b:D two": { id: "2" } };
  await mockCloud({ lookUps: lookUps({ state }) });
  const own = await readOwnState();
  expect(own.resources).toEqual([
    { urn: "urn:pulumi:test::ha-mtls::a:b:C::one", type: "a:b:C", id: "1", outputs: { id: "1" } },
    { urn: "urn:pulumi:test::ha-mtls::a:b:D::two", type: "a:b:D", id: "2", outputs: { id: "2" } },
  ]);
});

test("a stack without a state has no resources", async () => {
  await mockCloud({ lookUps: { [token]: () => ({}) } });
  expect((await readOwnState()).resources).toEqual([]);
});
