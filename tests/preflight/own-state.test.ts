import { problemsOf, surveyOf } from "./survey-of.ts";
import { lookUps } from "./virtual-zone.ts";
import { mockCloud } from "../components/mocked-cloud.ts";
import { readOwnState } from "../../preflight/own-state.ts";

const token = "pulumi:pulumi:readStackResourceOutputs";

test("the state is asked for by the stack's full name", async () => {
  const { cloud } = await surveyOf();
  expect(cloud.calls.find((call) => call.token === token)?.inputs).toEqual({
    stackName: "organization/ha-mtls/test",
  });
});

test("a state that can't be read ends the run: what it holds must not be taken for a stranger's", async () => {
  const failing = (): never => {
    throw new Error("no such stack\nat somewhere");
  };
  const surveyed = await surveyOf({ other: { [token]: failing } });
  expect(problemsOf(surveyed)).toEqual(["state-unreadable organization/ha-mtls/test"]);
  expect(surveyed.refusal!.message).toContain("npx pulumi stack export");
  expect(surveyed.refusal!.message.split("\n")[0]).not.toContain("at somewhere");
});

test("one that is just being written is read again", async () => {
  let attempts = 0;
  const halfWritten = (): Record<string, unknown> => {
    attempts += 1;
    if (attempts < 3) throw new Error("unexpected end of JSON input");
    return { outputs: {} };
  };
  expect(problemsOf(await surveyOf({ other: { [token]: halfWritten } }))).toEqual([]);
  expect(attempts).toBe(3);
});

test("a resource is known by its type and its id", async () => {
  const state = { "a:b:C one": { id: "1" }, "a:b:D two": { id: "2" } };
  await mockCloud({ lookUps: lookUps({ state }) });
  const own = await readOwnState();
  expect(own.ofType("a:b:C")).toEqual([{ name: "one", type: "a:b:C", outputs: { id: "1" } }]);
  expect([own.holds("a:b:C", "1"), own.holds("a:b:C", "2"), own.holds("a:b:E", "1")]).toEqual([
    true,
    false,
    false,
  ]);
});

test("a stack without a state holds nothing", async () => {
  await mockCloud({ lookUps: { [token]: () => ({}) } });
  expect((await readOwnState()).ofType("a:b:C")).toEqual([]);
});
