import * as pulumi from "@pulumi/pulumi";
import { formatProblems, type Problem } from "../domain/errors.ts";
import { Failure } from "../domain/failure.ts";

/** Ends the run before its first change, with every problem found. Pulumi prints a RunError without a stack trace. */
export class Refusal extends pulumi.RunError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const text = `${formatProblems(problems)}${problems.length > 1 ? "\n  Nothing was changed." : ""}`;
    super(text);
    this.problems = problems;
    // Pulumi prepends to the message the name of every property that waits for a failed look-up. The live display shows
    // only the first line, which would consist of these names.
    Object.defineProperty(this, "message", { get: () => text, set: () => undefined });
  }
}

/** Turns a Failure, which the owner can fix, into a refusal of the run. @throws Refusal */
export async function orRefuse<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof Failure ? new Refusal(error.problems) : error;
  }
}
