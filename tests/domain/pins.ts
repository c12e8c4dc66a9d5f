import { createHash } from "node:crypto";

/** A pin that looks like that of a real certificate; the same number always gives the same pin. */
export function pin(number: number): string {
  return createHash("sha256").update(`certificate ${number}`).digest("hex");
}

/** A number of different pins, beginning with that of the number `first`. */
export function pins(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, index) => pin(first + index));
}
