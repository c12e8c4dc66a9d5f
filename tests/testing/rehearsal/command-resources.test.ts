import { makeCommand } from "../../../testing/rehearsal/command-resources.ts";

const said: string[] = [];
const command = (create: string, inputs: object = {}) =>
  makeCommand(
    { type: "command:local:Command", name: "it", inputs: { create, ...inputs }, importId: undefined },
    (name, line) => said.push(`${name}: ${line}`),
  );

beforeEach(() => {
  said.length = 0;
});

describe("commands", () => {
  test("get their input and environment, and keep their output without its last line break", async () => {
    const { state } = await command('printf "%s:" "$WORD"; cat; echo', {
      stdin: "in",
      environment: { WORD: "env" },
    });
    expect(state).toMatchObject({ stdout: "env:in", stderr: "" });
  });

  test("that fail are reported with command and output", async () => {
    await expect(command("echo out; echo err >&2; exit 3")).rejects.toThrow(
      'exit status 3: running "echo out; echo err >&2; exit 3":\n',
    );
  });

  test("that are killed are reported with the signal", async () => {
    await expect(command("kill -9 $$")).rejects.toThrow('signal: SIGKILL: running "kill -9 $$":\n');
  });

  test("that never read their input still succeed", async () => {
    const { state } = await command("echo done", { stdin: "x".repeat(1_000_000) });
    expect(state["stdout"]).toBe("done");
  });

  test("show the lines on stderr to the user only if they are told to", async () => {
    await command("echo one >&2; echo two");
    expect(said).toEqual([]);
    await command("echo one >&2; echo two; echo three >&2", { logging: "stderr" });
    expect(said).toEqual(["it: one", "it: three"]);
  });
});
