import type { Problem } from "../../domain/errors.ts";

/** What a check found: fine, worth a look, or in the way. */
export type Finding =
  | { readonly level: "fine"; readonly what: string }
  | {
      readonly level: "warning" | "problem";
      readonly problem: Problem;
      /** Why it matters. */
      readonly why: string;
    };

export function fine(what: string): Finding {
  return { level: "fine", what };
}

/** Something that stops the stack from working, or opens it. */
export function problem(found: Problem, why: string): Finding {
  return { level: "problem", problem: found, why };
}

/** Something to know; the stack works all the same. */
export function warning(found: Problem, why: string): Finding {
  return { level: "warning", problem: found, why };
}
