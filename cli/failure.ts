import { formatProblems, type Problem } from "../domain/errors.ts";

/** Exit codes: checked and found wrong; could not check, or bad usage. */
export type FailureCode = 1 | 2;

/** Ends a command with problems that the owner can mend; `exitCode` 2 (the default) means it could not do its work. */
export class Failure extends Error {
  readonly problems: readonly Problem[];

  readonly exitCode: FailureCode;

  constructor(problems: Problem | readonly Problem[], exitCode: FailureCode = 2) {
    const all = [problems].flat();
    super(formatProblems(all));
    this.exitCode = exitCode;
    this.problems = all;
  }
}
