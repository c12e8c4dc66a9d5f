import type { Command } from "commander";
import { run } from "../../../cli/run.ts";

export interface ProgramAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command-line program in this process; returns its output and exit code. */
export async function runProgram(program: Command, words: readonly string[]): Promise<ProgramAnswer> {
  const output = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    jest.spyOn(process[stream], "write").mockImplementation((text) => {
      output[stream] += String(text);
      return true;
    }),
  );
  process.exitCode = 0;
  try {
    await run(program, words);
    return { ...output, code: process.exitCode };
  } finally {
    process.exitCode = 0;
    spies.forEach((spy) => {
      spy.mockRestore();
    });
  }
}
