/** Deeper than any legitimate body, and far too shallow to exhaust the stack of code that walks it recursively. */
const DEEPEST = 500;

/**
 * Parses untrusted JSON.
 * @throws SyntaxError as JSON.parse does, and for arrays and objects nested deeper than 500 levels
 */
export function parseJson(text: string): unknown {
  if (depthOf(text) > DEEPEST) throw new SyntaxError(`JSON nested deeper than ${DEEPEST} levels`);
  return JSON.parse(text);
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') at = endOfString(text, at);
    else if (character === "[" || character === "{") deepest = Math.max(deepest, (depth += 1));
    else if (character === "]" || character === "}") depth -= 1;
  }
  return deepest;
}

/** The index of the quote that closes the string starting at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === "\\" ? 2 : 1;
  return at;
}
