import type { Problem } from "../../domain/errors.ts";

/** One check: what was tried, and what is wrong. */
export interface Check {
  readonly what: string;
  readonly problem: Problem | undefined;
  /** Something to know about it although nothing is wrong. */
  readonly note?: string;
}

/** A problem, with everything that fails because of it. */
export interface Cause {
  readonly problem: Problem;
  /** The other checks that fail for the same reason. */
  readonly others: readonly string[];
}

/** Returns each cause once, in the order found. Problems with the same fix have the same cause. */
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

/** An open gate is one cause, whichever paths it shows at. */
function causeOf({ code, fix }: Problem): string {
  return code === "gate-open" ? code : `${code} ${fix}`;
}
