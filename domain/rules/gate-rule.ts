import { laneClause, quote, quotedSet } from "./expression.ts";
import { isPin } from "../certificates/pin.ts";
import type { Lane } from "../configuration/lanes.ts";
import { largestNumber } from "./largest-number.ts";

/** Hostnames that the same devices may enter. Everyone else is blocked, except in a lane. */
export interface Door {
  readonly hostnames: readonly string[];
  readonly lanes: readonly Lane[];
  /** The pins of the certificates that may pass: SHA-256, 64 lower-case hexadecimal digits each. */
  readonly pins: readonly string[];
}

/** A custom rule with action "block". */
export interface BlockRule {
  readonly expression: string;
  readonly description: string;
}

/** https://developers.cloudflare.com/ruleset-engine/rules-language/expressions/#maximum-rule-expression-length */
export const maximumExpressionLength = 4096;

const certificate = "cf.tls_client_auth";
export const fingerprintField = `${certificate}.cert_fingerprint_sha256`;

/**
 * Returns the rules that guard the house: for a door's hostnames they block every request whose certificate is not
 * verified, or revoked, or not pinned. The pin matters because Cloudflare's managed CA may also sign for other customers.
 *
 * Pins that are too many for one expression are split by the first two digits of the fingerprint: each rule blocks the
 * unpinned with its digits, the last one those with all other digits. As every rule only blocks, nobody gets in because
 * of their order, or because another one is missing.
 *
 * @throws RangeError when the hostnames and lanes leave no room for pins
 */
export function blockRules(door: Door): BlockRule[] {
  const pins = [...new Set(door.pins)].sort();
  const wrong = pins.find((pin) => !isPin(pin));
  if (wrong !== undefined) {
    throw new RangeError(`${JSON.stringify(wrong)} is not a SHA-256 fingerprint in lower-case hexadecimal`);
  }
  const expressions = split(door, pins);
  const who = `only listed devices reach ${door.hostnames.join(", ")}`;
  return expressions.map((expression, index) => ({
    expression,
    description: expressions.length === 1 ? who : `${who} (${index + 1} of ${expressions.length})`,
  }));
}

/**
 * Counts the rules that a door with a number of pins needs, before the certificates exist. Fingerprints that begin with
 * the same digits share a rule, which can leave room unused that evenly spread ones would fill. Counting three pins more
 * is enough in all but one of 100,000 random lists.
 */
export function countRules(door: Omit<Door, "pins">, pinCount: number): number {
  const exact = blockRules({ ...door, pins: spreadEvenly(pinCount) }).length;
  return exact === 1 ? exact : blockRules({ ...door, pins: spreadEvenly(pinCount + 3) }).length;
}

function spreadEvenly(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const digits = Math.floor((index * 256) / count);
    return digits.toString(16).padStart(2, "0") + index.toString(16).padStart(62, "0");
  });
}

function split(door: Door, pins: readonly string[]): string[] {
  const guarded = guardedRequests(door);
  const expressions: string[] = [];
  const earlier: string[] = [];
  let rest = pins;
  let last = `${guarded}${blockRest(rest, earlier)}`;
  while (last.length > maximumExpressionLength) {
    const share = largestShare(maximumExpressionLength - guarded.length, rest);
    if (share.length === 0) {
      const names = door.hostnames.join(", ");
      throw new RangeError(`the hostnames and lanes of ${names} leave no room for devices in a rule`);
    }
    expressions.push(`${guarded}${blockShare(share)}`);
    earlier.push(...firstDigits(share));
    rest = rest.slice(share.length);
    last = `${guarded}${blockRest(rest, earlier)}`;
  }
  return [...expressions, last];
}

/** Returns as many pins as fit, without separating those that begin with the same two digits. */
function largestShare(room: number, pins: readonly string[]): readonly string[] {
  const digits = firstDigits(pins);
  const groups = (count: number): readonly string[] => {
    const next = digits[count];
    return next === undefined
      ? pins
      : pins.slice(
          0,
          pins.findIndex((pin) => pin.startsWith(next)),
        );
  };
  return groups(largestNumber(digits.length, (count) => blockShare(groups(count)).length <= room));
}

/** True for requests to the door's hostnames outside its lanes. */
function guardedRequests(door: Door): string {
  const lanes = door.lanes.map(laneClause);
  const outsideLanes = lanes.length === 0 ? "" : ` and not (${lanes.join(" or ")})`;
  return `${hostClause(door.hostnames)}${outsideLanes}`;
}

/** Blocks the unpinned with first digits that no earlier rule covers. */
function blockRest(pins: readonly string[], earlier: readonly string[]): string {
  if (pins.length === 0 && earlier.length === 0) {
    return "";
  }
  const others =
    earlier.length === 0 ? [] : [`not substring(${fingerprintField}, 0, 2) in ${quotedSet(earlier)}`];
  const unlisted = pins.length === 0 ? [] : [`not ${fingerprintField} in ${quotedSet(pins)}`];
  return block([...others, ...unlisted]);
}

/** Blocks the unpinned with the same first digits as these pins. */
function blockShare(pins: readonly string[]): string {
  return block([
    `substring(${fingerprintField}, 0, 2) in ${quotedSet(firstDigits(pins))}`,
    `not ${fingerprintField} in ${quotedSet(pins)}`,
  ]);
}

/** cert_verified is also true for a revoked certificate, so both fields have to be tested. */
function block(unpinned: readonly string[]): string {
  const clause = unpinned.length === 1 ? unpinned.join("") : `(${unpinned.join(" and ")})`;
  return ` and (not ${certificate}.cert_verified or ${certificate}.cert_revoked or ${clause})`;
}

/** Matches the hostname in upper and lower case, with a trailing dot, a port or both: it is not documented whether Cloudflare strips them. */
function hostClause(hostnames: readonly string[]): string {
  const names = [...hostnames].sort().flatMap((name) => [name, `${name}.`]);
  const withPort = names.map((name) => `starts_with(lower(http.host), ${quote(`${name}:`)})`);
  return `(lower(http.host) in ${quotedSet(names)} or ${withPort.join(" or ")})`;
}

function firstDigits(pins: readonly string[]): string[] {
  return [...new Set(pins.map((pin) => pin.slice(0, 2)))];
}
