import { type CustomRule, customRulesPhase, type EntryPoint, nameOfRule } from "./custom-rule.ts";
import type { Problem } from "../errors.ts";
import { mayMatch } from "./other-hosts.ts";
import { isOwnRule } from "./own-rules.ts";
import { plainText } from "../plain-text.ts";
import { fingerprintOfPass } from "./rule-changes.ts";

/** A rule of somebody else's, and what it does to requests that the gate would block. */
interface Bypass {
  readonly rule: CustomRule;
  readonly what: string;
}

/** Other people's rules that let requests for our hostnames pass before the gate is asked. */
export interface Bypasses {
  /** Anybody whom they match gets in: no run goes on with one that the owner has not allowed. */
  readonly open: readonly Problem[];
  /** Only people who solve a challenge get in: the owner is told in every run. */
  readonly solvable: readonly Problem[];
}

/** What of a home decides which rules could let requests pass its gate. */
export interface GuardedHome {
  readonly stack: string;
  readonly services: readonly { readonly hostname: string }[];
  readonly configuration: {
    readonly allowSkipRules: readonly string[];
    readonly gatePosition: "first" | "last";
  };
}

/** Looks for them among the rules that stand before the gate; those that the owner has allowed do not count. */
export function findBypasses(
  home: GuardedHome,
  entryPoint: EntryPoint,
  before: readonly CustomRule[],
): Bypasses {
  const { allowSkipRules: allowed, gatePosition } = home.configuration;
  const found = before
    .filter((rule) => !isOwnRule(rule, home.stack))
    .filter((rule) => !allowed.includes(acceptance(rule)))
    .flatMap((rule) => {
      const what = describeBypass(rule, gateIn(home, entryPoint));
      return what === undefined ? [] : [{ rule, what }];
    });
  const isOther = ({ rule }: Bypass): boolean => placeOf(rule, allowed) === -1;
  const complaints = found.map((bypass) => {
    const known = placeOf(bypass.rule, allowed);
    const place = known === -1 ? allowed.length + found.filter(isOther).indexOf(bypass) : known;
    return {
      solvable: challenges.has(bypass.rule.action),
      problem: complain(bypass, gatePosition, { place, isKnown: known !== -1 }),
    };
  });
  const ofKind = (kind: boolean): Problem[] =>
    complaints.filter(({ solvable }) => solvable === kind).map(({ problem }) => problem);
  return { open: ofKind(false), solvable: ofKind(true) };
}

/**
 * Whoever has solved the challenge is let in; later rules, blocking ones included, are skipped.
 * https://developers.cloudflare.com/firewall/cf-firewall-rules/actions/#notes-about-challenge-actions says so of the
 * product before this one; https://developers.cloudflare.com/ruleset-engine/rules-language/actions/ only that it ends
 * the evaluation. Many zones challenge what looks odd on every name: they are warned, not refused.
 */
const challenges: ReadonlySet<string> = new Set(["challenge", "js_challenge", "managed_challenge"]);

/** How `allowSkipRules` names a rule as it is now: its ref, and a hash of what it does. */
function acceptance(rule: CustomRule): string {
  return `${rule.ref}@${fingerprintOfPass(rule)}`;
}

/** Where the list speaks of a rule, as it is or as it was. */
function placeOf({ id, ref }: CustomRule, allowed: readonly string[]): number {
  return allowed.findIndex((entry) => [ref, id].includes(entry.replace(/@[0-9a-f]{12}$/, "")));
}

interface Acceptance {
  /** Index in `allowSkipRules`. */
  readonly place: number;
  /** Whether the list names the rule already, but not as it is now. */
  readonly isKnown: boolean;
}

function complain(
  { rule, what }: Bypass,
  position: "first" | "last",
  { place, isKnown }: Acceptance,
): Problem {
  const move =
    position === "first"
      ? "Let the stack put the gate above it again: npx pulumi up --refresh"
      : "Put the gate above it: npx pulumi config set gatePosition first";
  const accept = isKnown
    ? "It was accepted in allowSkipRules before somebody edited it. To accept it as it is now"
    : "or accept that it opens the house";
  return {
    code: "gate-bypassed",
    where: nameOfRule(rule),
    what: `${what} this stack's rule is asked`,
    fix: `${move}\n${accept}: npx pulumi config set --path 'allowSkipRules[${place}]' ${quoteWord(acceptance(rule))}`,
  };
}

/** A word of the shell: somebody else chose the ref. */
function quoteWord(word: string): string {
  return /^[\w.@-]+$/.test(word) ? word : `'${plainText(word).replaceAll("'", String.raw`'\''`)}'`;
}

/** Where our rules stand, and for whom. */
export interface Gate {
  readonly hostnames: readonly string[];
  readonly entryPointId: string;
  readonly ownRuleIds: readonly string[];
}

function gateIn(home: GuardedHome, { id, rules }: EntryPoint): Gate {
  const own = rules.filter((rule) => isOwnRule(rule, home.stack));
  const hostnames = home.services.map(({ hostname }) => hostname);
  return { hostnames, entryPointId: id, ownRuleIds: own.map((rule) => rule.id) };
}

/** How a rule that stands before the gate lets requests pass it; undefined when it lets none. */
export function describeBypass(rule: CustomRule, gate: Gate): string | undefined {
  if (!rule.enabled || !mayMatch(rule.expression, gate.hostnames)) {
    return undefined;
  }
  if (challenges.has(rule.action)) {
    return "lets whoever solves its challenge pass before";
  }
  switch (rule.action) {
    case "skip":
      return skipsGate(rule, gate) ? "lets requests pass before" : undefined;
    // A rule of the ruleset that it runs may skip the phase that the gate stands in.
    case "execute":
      return "runs a list of rules that may let requests pass before";
    default:
      return undefined;
  }
}

/**
 * https://developers.cloudflare.com/waf/custom-rules/skip/options/; `rulesets` and `rules` stand in the API's schema.
 */
function skipsGate({ parameters }: CustomRule, { entryPointId, ownRuleIds }: Gate): boolean {
  return (
    parameters.ruleset === "current" ||
    parameters.phase === "current" ||
    (parameters.phases ?? []).includes(customRulesPhase) ||
    (parameters.rulesets ?? []).includes(entryPointId) ||
    (parameters.rules?.[entryPointId] ?? []).some((id) => ownRuleIds.includes(id))
  );
}
