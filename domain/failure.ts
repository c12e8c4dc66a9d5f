import { formatProblems, type Problem } from "./errors.ts";

/** Ends what was asked for, with every problem that stands in its way. */
export class Failure extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[]) {
    const all = [problems].flat();
    super(formatProblems(all));
    this.problems = all;
  }
}
