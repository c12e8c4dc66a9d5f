import { formatProblems, type Problem } from "./errors.ts";

/** Ends a run or command, with every problem that was found. */
export class Failure extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[]) {
    const all = [problems].flat();
    super(formatProblems(all));
    this.problems = all;
  }
}

/** Returns the message of an error, or the text of anything else that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
