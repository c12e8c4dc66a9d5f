import { deviceProgram } from "../../../cli/device/program.ts";
import { type ProgramAnswer, runProgram } from "../support/run-program.ts";

/** Runs `npm run device -- …` in this process; returns its output and exit code. */
export function runDevice(...words: string[]): Promise<ProgramAnswer> {
  return runProgram(deviceProgram(), words);
}
