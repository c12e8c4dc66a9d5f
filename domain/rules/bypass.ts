import type { Problem } from "../errors.ts";
import { plainText } from "../plain-text.ts";
import { type CustomRule, customRulesPhase, type EntryPoint, nameOfRule } from "./custom-rule.ts";
import { mayMatch } from "./other-hosts.ts";
import { isOwnRule } from "./own-rules.ts";
import { fingerprintOfPass } from "./rule-changes.ts";

/** Rules of others that let requests for our hostnames pass before the gate is evaluated. */
export interface Bypasses {
  /** Rules that let in everyone they match. A run stops at one that the owner has not accepted. */
  readonly open: readonly Problem[];
  /** Rules that let in people who solve a challenge. Every run warns of them. */
  readonly solvable: readonly Problem[];
}

/** The parts of a home that decide which rules could let requests pass its gate. */
export interface GuardedHome {
  readonly stack: string;
  readonly services: readonly { readonly hostname: string }[];
  readonly configuration: {
    readonly allowSkipRules: readonly string[];
    readonly gatePosition: "first" | "last";
  };
}

/**
 * Finds the bypasses that the owner has not accepted.
 * @param above the rules above the gate; those of this stack are ignored
 */
export function findBypasses(
  home: GuardedHome,
  entryPoint: EntryPoint,
  above: readonly CustomRule[],
): Bypasses {
  const { allowSkipRules: accepted, gatePosition } = home.configuration;
  const gate = gateIn(home, entryPoint);
  const found = above.flatMap((rule) => {
    const isFine = isOwnRule(rule, home.stack) || accepted.includes(acceptance(rule));
    const what = isFine ? undefined : describeBypass(rule, gate);
    return what === undefined ? [] : [{ rule, what, place: findPlace(rule, accepted) }];
  });
  const unlisted = found.filter(({ place }) => place === -1);
  const problems = (isSolvable: boolean): Problem[] =>
    found
      .filter(({ rule }) => challenges.has(rule.action) === isSolvable)
      .map((bypass) => asProblem(bypass, gatePosition, accepted.length + unlisted.indexOf(bypass)));
  return { open: problems(false), solvable: problems(true) };
}

/**
 * Whoever has solved the challenge is let in; later rules, blocking ones included, are skipped.
 * https://developers.cloudflare.com/firewall/cf-firewall-rules/actions/#notes-about-challenge-actions says so of the
 * predecessor of custom rules; https://developers.cloudflare.com/ruleset-engine/rules-language/actions/ says only that a
 * challenge ends the evaluation. Many zones challenge suspicious requests on every hostname, so this is only a warning.
 */
const challenges: ReadonlySet<string> = new Set(["challenge", "js_challenge", "managed_challenge"]);

/** The entry of `allowSkipRules` that accepts a rule as it is now: its ref, and a hash of what it does. */
function acceptance(rule: CustomRule): string {
  return `${rule.ref}@${fingerprintOfPass(rule)}`;
}

/** The index of the entry for a rule in any version; -1 when there is none. */
function findPlace({ id, ref }: CustomRule, accepted: readonly string[]): number {
  return accepted.findIndex((entry) => [ref, id].includes(entry.replace(/@[0-9a-f]{12}$/, "")));
}

interface Bypass {
  readonly rule: CustomRule;
  readonly what: string;
  /** Index in `allowSkipRules` of the entry for an earlier version of the rule; -1 when there is none. */
  readonly place: number;
}

function asProblem({ rule, what, place }: Bypass, position: "first" | "last", newPlace: number): Problem {
  const isKnown = place !== -1;
  const move =
    position === "first"
      ? "Move the gate back above it: npx pulumi up --refresh"
      : "Put the gate above it: npx pulumi config set gatePosition first";
  const accept = isKnown
    ? "It was edited after it was accepted in allowSkipRules. To accept it as it is now"
    : "Or accept that it opens the house";
  const entry = `'allowSkipRules[${isKnown ? place : newPlace}]' ${quoteWord(acceptance(rule))}`;
  return {
    code: "gate-bypassed",
    where: nameOfRule(rule),
    what: `${what} this stack's rule is evaluated`,
    fix: `${move}\n${accept}: npx pulumi config set --path ${entry}`,
  };
}

/** Quotes a word for the shell, because somebody else chose the ref. */
function quoteWord(word: string): string {
  return /^[\w.@-]+$/.test(word) ? word : `'${plainText(word).replaceAll("'", String.raw`'\''`)}'`;
}

/** The gate as it stands in the zone's list of custom rules. */
export interface LiveGate {
  readonly hostnames: readonly string[];
  readonly entryPointId: string;
  readonly ownRuleIds: readonly string[];
}

function gateIn(home: GuardedHome, { id, rules }: EntryPoint): LiveGate {
  const own = rules.filter((rule) => isOwnRule(rule, home.stack));
  const hostnames = home.services.map(({ hostname }) => hostname);
  return { hostnames, entryPointId: id, ownRuleIds: own.map((rule) => rule.id) };
}

/** Says how a rule above the gate lets requests pass; undefined when it lets none pass. */
export function describeBypass(rule: CustomRule, gate: LiveGate): string | undefined {
  if (!rule.enabled || !mayMatch(rule.expression, gate.hostnames)) {
    return undefined;
  }
  if (challenges.has(rule.action)) {
    return "lets whoever solves its challenge pass before";
  }
  switch (rule.action) {
    case "skip":
      return skipsGate(rule, gate) ? "lets requests pass before" : undefined;
    // A rule in that list may skip the phase that the gate is in.
    case "execute":
      return "runs a list of rules that may let requests pass before";
    default:
      return undefined;
  }
}

/** https://developers.cloudflare.com/waf/custom-rules/skip/options/; only the API's schema has `rulesets` and `rules`. */
function skipsGate({ parameters }: CustomRule, { entryPointId, ownRuleIds }: LiveGate): boolean {
  return (
    parameters.ruleset === "current" ||
    parameters.phase === "current" ||
    (parameters.phases ?? []).includes(customRulesPhase) ||
    (parameters.rulesets ?? []).includes(entryPointId) ||
    (parameters.rules?.[entryPointId] ?? []).some((id) => ownRuleIds.includes(id))
  );
}
