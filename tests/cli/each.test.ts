import { fakePulumi } from "./support/fake-pulumi.ts";
import { type Outcome, spawnCommand } from "./support/spawn-command.ts";

const fake = fakePulumi();
const run = (...words: string[]): Promise<Outcome> => spawnCommand({ program: "each", words, fake });

test("runs the command for every stack, also after one has failed, and names those that failed", async () => {
  fake.answer("stack ls", { stdout: JSON.stringify([{ name: "house" }, { name: "cabin" }]) });
  fake.answer("up --yes --stack house", { stdout: "up of the house\n", code: 255 });
  fake.answer("up --yes --stack cabin", { stdout: "up of the cabin\n" });
  expect(await run("up", "--yes")).toEqual({
    code: 1,
    stdout: "",
    stderr:
      "── house\nup of the house\n── cabin\nup of the cabin\n" +
      "house failed [stack-failed]\n  npx pulumi up --yes --stack house\n",
  });
});

test("a command that succeeds everywhere is exit code 0", async () => {
  fake.answer("stack ls", { stdout: JSON.stringify([{ name: "house" }]) });
  fake.answer("preview", {});
  expect(await run("preview")).toEqual({ code: 0, stdout: "", stderr: "── house\n" });
});

test.each([
  ["no stacks", { stdout: "[]" }, "Create one: npx pulumi stack init <home>"],
  ["a backend that can't be read", { code: 255, stderr: "error: not logged in" }, "error: not logged in"],
])("%s: exit code 2 with what to do", async (_what, answer, fix) => {
  fake.answer("stack ls", answer);
  const { code, stderr } = await run("preview");
  expect(stderr).toBe(`npm run each found no stacks [no-stack]\n  ${fix}\n`);
  expect(code).toBe(2);
});
