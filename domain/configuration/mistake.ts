import { z } from "zod";
import { type Problem, type ProblemCode, problemCodes } from "../errors.ts";

/** What is wrong with a setting's value. Which setting it is follows from where the value is found. */
export type Mistake = Omit<Problem, "where">;

/** Describes a mistake. @param what the predicate of a sentence that begins with the value */
export function mistake(what: string, fix: string, code: ProblemCode = "bad-value"): Mistake {
  return { what, fix, code };
}

/** Returns the message of a schema's check: Zod's messages can only be text. */
export function messageFor(found: Mistake): string {
  return JSON.stringify(found);
}

/** The same for a mistake in parts. */
export function says(...parts: Parameters<typeof mistake>): string {
  return messageFor(mistake(...parts));
}

const message = z.object({
  what: z.string(),
  fix: z.string(),
  code: z.custom<ProblemCode>((code) => typeof code === "string" && code in problemCodes),
});

/** Returns the mistake in a schema's message; undefined for one of Zod's own messages. */
export function readMessage(text: string): Mistake | undefined {
  try {
    return message.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
