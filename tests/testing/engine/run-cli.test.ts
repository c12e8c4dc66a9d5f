import { killTree, runToEnd } from "../../../testing/engine/run-cli.ts";

const shell = (script: string, more: object = {}) =>
  runToEnd({ program: "/bin/sh", words: ["-c", script], folder: "/", environment: process.env, ...more });

test("a program's output is kept together, and stdout also by itself", async () => {
  const { code, text, stdout } = await shell("echo out; echo err >&2; exit 3");
  expect([code, stdout, text.split("\n").sort()]).toEqual([3, "out\n", ["", "err", "out"]]);
});

test("each line of stdout is passed on", async () => {
  const lines: string[] = [];
  await shell("echo one; echo err >&2; printf two", { onLine: (line: string) => lines.push(line) });
  expect(lines).toEqual(["one", "two"]);
});

test("a program that isn't there is an error", async () => {
  const run = { program: "/no/program", words: [], folder: "/", environment: {} };
  await expect(runToEnd(run)).rejects.toThrow("ENOENT");
});

/** Prints its own id and that of a child in a process group of its own, and runs on. */
const parent = `
const { spawn } = require("node:child_process");
const child = spawn("sleep", ["600"], { detached: true, stdio: "inherit" });
console.log(process.pid + "\\n" + child.pid);
setInterval(() => undefined, 1_000);
`;

test("killing a program kills its descendants, even in other process groups", async () => {
  const pids: number[] = [];
  const onLine = (line: string): void => {
    pids.push(Number(line));
    if (pids.length === 2) killTree(pids[0]!);
  };
  const program = { program: process.execPath, words: ["-e", parent], folder: "/", environment: process.env };
  // It ends when nobody holds its output open any more: the child would for ten minutes.
  const { code } = await runToEnd({ ...program, onLine });
  expect([code, pids.length]).toEqual([137, 2]);
});
