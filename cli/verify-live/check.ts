import type { Problem } from "../../domain/errors.ts";

/** One check: what was tried, and what is wrong if anything is. */
export interface Check {
  readonly what: string;
  readonly problem: Problem | undefined;
  /** What to know about it, though nothing is wrong. */
  readonly note?: string;
}

/** A cause, with everything that fails for it. */
export interface Cause {
  readonly problem: Problem;
  /** The other checks that fail for the same reason. */
  readonly others: readonly string[];
}

/** Each cause once, in the order in which it was found: what is mended by the same step has one. */
export function findCauses(checks: readonly Check[]): Cause[] {
  const causes = new Map<string, { problem: Problem; others: string[] }>();
  for (const { what, problem } of checks) {
    if (problem !== undefined) {
      const known = causes.get(causeOf(problem));
      known?.others.push(what);
      causes.set(causeOf(problem), known ?? { problem, others: [] });
    }
  }
  return [...causes.values()];
}

/** An open gate has many doors. */
function causeOf({ code, fix }: Problem): string {
  return code === "gate-open" ? code : `${code} ${fix}`;
}
