import { Command } from "commander";
import { counted, print, say } from "../../cli/run.ts";
import { Failure } from "../../domain/failure.ts";
import { commandUnderTest } from "./support/command-under-test.ts";
import { runProgram } from "./support/run-program.ts";

const { run } = commandUnderTest();

test.each(["adopt", "doctor", "drift"])("%s refuses an unknown flag, exit code 2", async (program) => {
  const { code, stderr } = await run(program, "--colour");
  expect(stderr).toContain("unknown option '--colour'\n(--help lists the options)\n");
  expect(code).toBe(2);
});

const throwing = (error: unknown): Command =>
  new Command("test").action(() => {
    throw error;
  });

test("a failure is printed as it is, exit code 2", async () => {
  const problem = { code: "no-stack", where: "no stack", what: "is selected", fix: "Select one." } as const;
  expect(await runProgram(throwing(new Failure(problem)), [])).toEqual({
    code: 2,
    stdout: "",
    stderr: "no stack is selected [no-stack]\n  Select one.\n",
  });
});

test("any other error is called a bug, with its stack trace, exit code 2", async () => {
  const { code, stderr } = await runProgram(throwing(new TypeError("x is undefined")), []);
  expect(stderr).toMatch(/^This is a bug in this program:\nTypeError: x is undefined\n +at /);
  expect(code).toBe(2);
});

test("--help is exit code 0", async () => {
  const { code, stdout } = await runProgram(new Command("test").description("A test."), ["--help"]);
  expect([code, stdout]).toEqual([0, expect.stringContaining("A test.")]);
});

test("messages go to stderr and data to stdout, where anything but text is JSON", async () => {
  const program = new Command("test").action(() => {
    say("working");
    print("text");
    print({ answer: 42 });
  });
  const { stdout, stderr } = await runProgram(program, []);
  expect(stderr).toBe("working\n");
  expect(stdout).toMatch(/^text\n\{\s*"answer": 42\s*\}\n$/);
});

test("a count is singular only for one", () => {
  expect([0, 1, 2].map((count) => counted(count, "problem"))).toEqual([
    "0 problems",
    "1 problem",
    "2 problems",
  ]);
});
