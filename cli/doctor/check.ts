import type { Problem } from "../../domain/errors.ts";

/** What a check came to: fine, worth a look, or in the way. */
export type Check =
  | { readonly level: "fine"; readonly what: string }
  | {
      readonly level: "warning" | "problem";
      readonly problem: Problem;
      /** Why it matters. */
      readonly why: string;
    };

export function fine(what: string): Check {
  return { level: "fine", what };
}

/** Something that stops the stack from working, or opens it. */
export function problem(found: Problem, why: string): Check {
  return { level: "problem", problem: found, why };
}

/** Something to know; the stack works all the same. */
export function warning(found: Problem, why: string): Check {
  return { level: "warning", problem: found, why };
}
