/**
 * Somebody else's text as one harmless line: without control characters and terminal escapes, without line breaks, and
 * without the marks that change the direction of writing (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters),
 * so that no description of a rule can forge what this program says.
 */
export function plainText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}

/** The same for a text of ours that may have several lines. */
export function plainLines(text: string): string {
  return text.split("\n").map(plainText).join("\n");
}
