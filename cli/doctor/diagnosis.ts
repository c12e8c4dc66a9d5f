import { formatProblem, type Problem } from "../../domain/errors.ts";

/** The result of a check: fine, worth a look, or a problem. */
export type Diagnosis =
  | { readonly level: "fine"; readonly what: string }
  | {
      readonly level: "warning" | "problem";
      readonly problem: Problem;
      /** Why it matters. */
      readonly why: string;
    };

export function fine(what: string): Diagnosis {
  return { level: "fine", what };
}

/** Something that stops the stack from working, or opens the house. */
export function problem(found: Problem, why: string): Diagnosis {
  return { level: "problem", problem: found, why };
}

/** Something to know about; the stack works nevertheless. */
export function warning(found: Problem, why: string): Diagnosis {
  return { level: "warning", problem: found, why };
}

/** Formats a diagnosis for the terminal: its level in the first column, and why it matters between problem and fix. */
export function formatDiagnosis(check: Diagnosis): string {
  const level = check.level.padEnd(8);
  if (check.level === "fine") {
    return `${level} ${check.what}`;
  }
  const text = formatProblem(check.problem).replace("\n", `\n  ${check.why}\n`);
  return `${level} ${text.replaceAll("\n", "\n       ")}`;
}
