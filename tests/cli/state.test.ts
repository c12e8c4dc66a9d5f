import { readState } from "../../cli/state.ts";
import { stateOf, types } from "./support/cli-fixtures.ts";
import { fakePulumi } from "./support/fake-pulumi.ts";

const fake = fakePulumi();
const path = process.env["PATH"];
beforeEach(() => {
  process.env["PATH"] = fake.path;
});
afterAll(() => {
  process.env["PATH"] = path;
});

test("the state keeps its text, and fields that this program does not know", async () => {
  const { text } = stateOf([{ types: types.tunnel, name: "tunnel", id: "t", custom: true, newField: 1 }]);
  fake.answer("stack export", { stdout: text });
  const exported = await readState("prod");
  expect(exported.text).toBe(text);
  expect(exported.resources).toEqual([expect.objectContaining({ id: "t", custom: true, newField: 1 })]);
  expect(JSON.parse(JSON.stringify(exported.state))).toEqual(JSON.parse(text));
});

test("a stack that was never deployed has no resources", async () => {
  fake.answer("stack export", { stdout: '{"version":3,"deployment":{}}' });
  expect((await readState("prod")).resources).toEqual([]);
});

test("a state in an unknown format is refused, with the command that shows it", async () => {
  fake.answer("stack export", { stdout: '{"version":3,"deployment":{"resources":[{"urn":7}]}}' });
  await expect(readState("prod")).rejects.toThrow(
    "stack prod has a state in a format that this program can't read [state-unreadable]\n  Look at it: npx pulumi stack export --stack prod",
  );
});
