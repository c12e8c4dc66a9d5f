/** Escape sequences of a terminal (colours, cursor, screen). The text inside a title or hyperlink sequence remains. */
const escapes = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-~]/g;

/** C1 controls and Unicode's line separators, which end or overwrite a line just as C0 controls do. */
const breaks = "\\u007f-\\u009f\\u2028\\u2029";
const controls = new RegExp(`[\\u0000-\\u001f${breaks}]+`, "g");

/** Bidirectional controls, which make the text around them appear in a different order. */
const bidirectional = "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";
const directions = new RegExp(`[${bidirectional}]`, "g");

/** Characters that JSON.stringify leaves unescaped; it escapes C0 controls itself. */
const unescaped = new RegExp(`[${breaks}${bidirectional}]`, "g");

/**
 * Reduces text that somebody else wrote (a rule's description, a note, a record's content) to one line without control
 * characters, so that it can't forge output: a rule named "\r\u001b[2Kfine" could erase the line that names it.
 */
export function plainText(text: string): string {
  return text.replaceAll(escapes, "").replaceAll(directions, "").replaceAll(controls, " ").trim();
}

/** Does the same for each line of a text, and keeps its indentation. */
export function plainLines(text: string): string {
  return text
    .split("\n")
    .map((line) => (/^ */.exec(line)?.[0] ?? "") + plainText(line))
    .join("\n");
}

/** Formats data as JSON in which those characters are escaped: harmless in a terminal, unchanged once it is parsed. */
export function plainJson(data: unknown): string {
  return JSON.stringify(data, undefined, 2).replaceAll(
    unescaped,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
