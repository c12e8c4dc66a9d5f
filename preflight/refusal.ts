import * as pulumi from "@pulumi/pulumi";
import { formatProblems, type Problem } from "../domain/errors.ts";
import { Failure } from "../domain/failure.ts";

/** Ends the run before its first change, with every problem found. Pulumi prints a RunError without a stack dump. */
export class Refusal extends pulumi.RunError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const text = formatProblems(problems);
    super(text);
    this.problems = problems;
    // Pulumi writes the name of every property that waits for a failed look-up in front of the message, so that its
    // first line, the only one that the live display shows, would begin with all of them.
    Object.defineProperty(this, "message", { get: () => text, set: () => undefined });
  }
}

/** What a look at the zone gives; a failure that its owner can mend refuses the run. @throws Refusal */
export async function orRefuse<T>(looking: Promise<T>): Promise<T> {
  try {
    return await looking;
  } catch (error) {
    throw error instanceof Failure ? new Refusal(error.problems) : error;
  }
}
