import * as pulumi from "@pulumi/pulumi";
import { formatProblems, type Problem } from "../model/errors";

/** Ends the run before its first change, with every problem found. Pulumi prints a RunError without a stack dump. */
export class Refusal extends pulumi.RunError {
  constructor(readonly problems: readonly Problem[]) {
    super(formatProblems(problems));
  }
}
