/** Orders to a terminal: colours, cursor, screen. What a title or a link holds stays, as text that can be seen. */

const escapes = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-~]/g;

/** C1 and the Unicode line separators, which end or overwrite a line as C0 does. */
const breaks = "\\u007f-\\u009f\\u2028\\u2029";
const controls = new RegExp(`[\\u0000-\\u001f${breaks}]+`, "g");

/** Marks that turn the direction of what stands around them, so that a text reads otherwise than it is. */
const turns = "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";
const directions = new RegExp(`[${turns}]`, "g");

/** What JSON leaves as it is: C0 is escaped there. */
const unseen = new RegExp(`[${breaks}${turns}]`, "g");

/**
 * Text that somebody else wrote, as one line that can forge none of our output: the description of a rule, a note, the
 * content of a record. Without this a rule called "\r\u001b[2Kfine" could erase the line that names it.
 */
export function plainText(text: string): string {
  return text.replaceAll(escapes, "").replaceAll(directions, "").replaceAll(controls, " ").trim();
}

/** The same for a text of several lines, which keeps its lines and their indentation. */
export function plainLines(text: string): string {
  return text
    .split("\n")
    .map((line) => (/^ */.exec(line)?.[0] ?? "") + plainText(line))
    .join("\n");
}

/** JSON in which such marks are escapes: a terminal shows them, and a program reads the text as it was. */
export function plainJson(data: unknown): string {
  return JSON.stringify(data, undefined, 2).replaceAll(
    unseen,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
