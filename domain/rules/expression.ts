import type { Lane } from "../configuration/lanes.ts";

/** A text as a string literal of the rules language. @throws RangeError for anything but printable ASCII. */
export function quote(text: string): string {
  if (!/^[\x20-\x7e]*$/.test(text)) {
    throw new RangeError(`${JSON.stringify(text)} can't stand in a rule expression`);
  }
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** A set literal: `{"a" "b"}`. @throws RangeError for an empty list, which the language does not know. */
export function quotedSet(texts: readonly string[]): string {
  if (texts.length === 0) {
    throw new RangeError("a set needs at least one value");
  }
  return `{${texts.map(quote).join(" ")}}`;
}

/**
 * True for the requests of a lane. The path is compared as the rules see it after URL normalisation *and* as the
 * caller wrote it: an origin that gets the unnormalised path can then read it in no other way.
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

/** Escapes, dot segments, double slashes and backslashes below a prefix could lead out of it: none may pass. */
function below(prefix: string): string {
  const tricks = ["%", "/.", "//", "\\"].map((trick) => `not raw.${path} contains ${quote(trick)}`);
  const starts = [path, `raw.${path}`].map((field) => `starts_with(${field}, ${quote(prefix)})`);
  return `(${[...starts, ...tricks].join(" and ")})`;
}

function either(clauses: readonly string[]): string {
  return clauses.length === 1 ? clauses.join("") : `(${clauses.join(" or ")})`;
}
