import type { Lane } from "../configuration/lanes.ts";

/** Writes a text as a string literal of the rules language. @throws RangeError unless it is printable ASCII */
export function quote(text: string): string {
  if (!/^[\x20-\x7e]*$/.test(text)) {
    throw new RangeError(`${JSON.stringify(text)} can't be part of a rule's expression`);
  }
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Writes texts as a set literal: `{"a" "b"}`. @throws RangeError for an empty list, which the language does not allow */
export function quotedSet(texts: readonly string[]): string {
  if (texts.length === 0) {
    throw new RangeError("a set needs at least one value");
  }
  return `{${texts.map(quote).join(" ")}}`;
}

/**
 * Returns a clause that is true for the requests of a lane. It compares the path both after URL normalisation and as the
 * caller wrote it, because an origin may get the path unnormalised and interpret it differently.
 * https://developers.cloudflare.com/rules/normalization/how-it-works/
 */
export function laneClause(lane: Lane): string {
  const callers = [
    ...(lane.addresses.length === 0 ? [] : [`ip.src in {${lane.addresses.join(" ")}}`]),
    ...(lane.asn.length === 0 ? [] : [`ip.src.asnum in {${lane.asn.join(" ")}}`]),
  ];
  const clauses = [
    `lower(http.host) eq ${quote(lane.hostname)}`,
    either(laneTargets(lane)),
    ...(lane.methods.length === 0 ? [] : [`http.request.method in ${quotedSet(lane.methods)}`]),
    ...(callers.length === 0 ? [] : [either(callers)]),
  ];
  return `(${clauses.join(" and ")})`;
}

const path = "http.request.uri.path";

function laneTargets(lane: Lane): string[] {
  const exact =
    lane.paths.length === 0
      ? []
      : [`(${path} in ${quotedSet(lane.paths)} and raw.${path} in ${quotedSet(lane.paths)})`];
  return lane.prefix === undefined ? exact : [...exact, below(lane.prefix)];
}

/** Excludes escapes, dot segments, double slashes and backslashes, which could lead out of the prefix. */
function below(prefix: string): string {
  const tricks = ["%", "/.", "//", "\\"].map((trick) => `not raw.${path} contains ${quote(trick)}`);
  const starts = [path, `raw.${path}`].map((field) => `starts_with(${field}, ${quote(prefix)})`);
  return `(${[...starts, ...tricks].join(" and ")})`;
}

function either(clauses: readonly string[]): string {
  return clauses.length === 1 ? clauses.join("") : `(${clauses.join(" or ")})`;
}
