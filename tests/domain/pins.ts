import { createHash } from "node:crypto";

/** A pin as good as any certificate's, always the same for one number. */
export function pin(number: number): string {
  return createHash("sha256").update(`certificate ${number}`).digest("hex");
}

/** So many different pins; other ones from another first number. */
export function pins(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, index) => pin(first + index));
}
