import { type CustomRule, type EntryPoint, nameOfRule } from "./custom-rule";
import type { Problem } from "./errors";
import type { Home } from "./home";
import { mayMatch } from "./other-hosts";
import { isOwnRule } from "./own-rules";
import { plainText } from "./plain-text";

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

/** Looks for them among the rules that stand before the gate; those that the owner has allowed do not count. */
export function findBypasses(home: Home, entryPoint: EntryPoint, before: readonly CustomRule[]): Bypasses {
  const { allowSkipRules: allowed, gatePosition } = home.configuration;
  const found = before
    .filter((rule) => !isOwnRule(rule, home.stack))
    .filter(({ id, ref }) => !allowed.includes(ref) && !allowed.includes(id))
    .flatMap((rule) => {
      const what = describeBypass(rule, gateIn(home, entryPoint));
      return what === undefined ? [] : [{ rule, what }];
    })
    .map((bypass, index) => ({
      solvable: challenges.has(bypass.rule.action),
      problem: complain(bypass, gatePosition, allowed.length + index),
    }));
  const ofKind = (kind: boolean): Problem[] =>
    found.filter(({ solvable }) => solvable === kind).map(({ problem }) => problem);
  return { open: ofKind(false), solvable: ofKind(true) };
}

/**
 * Whoever has solved the challenge is let in, and no later rule is asked, a blocking one neither.
 * https://developers.cloudflare.com/firewall/cf-firewall-rules/actions/#notes-about-challenge-actions says so of the
 * product before this one; https://developers.cloudflare.com/ruleset-engine/rules-language/actions/ only that it ends
 * the evaluation. Many zones challenge what looks odd on every name: they are warned, not refused.
 */
const challenges: ReadonlySet<string> = new Set(["challenge", "js_challenge", "managed_challenge"]);

function complain({ rule, what }: Bypass, position: "first" | "last", place: number): Problem {
  const move =
    position === "first"
      ? "Let the stack put the gate above it again: npx pulumi up --refresh"
      : "Put the gate above it: npx pulumi config set gatePosition first";
  return {
    code: "gate-bypassed",
    where: nameOfRule(rule),
    what: `${what} this stack's rule is asked`,
    fix: `${move}\nor accept that it opens the house: npx pulumi config set --path 'allowSkipRules[${place}]' ${plainText(rule.ref)}`,
  };
}

/** Where our rules stand, and for whom. */
export interface Gate {
  readonly hostnames: readonly string[];
  readonly entryPointId: string;
  readonly ownRuleIds: readonly string[];
}

function gateIn(home: Home, { id, rules }: EntryPoint): Gate {
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

const phase = "http_request_firewall_custom";

/**
 * https://developers.cloudflare.com/waf/custom-rules/skip/options/; `rulesets` and `rules` stand in the API's schema.
 */
function skipsGate({ parameters }: CustomRule, { entryPointId, ownRuleIds }: Gate): boolean {
  return (
    parameters.ruleset === "current" ||
    parameters.phase === "current" ||
    (parameters.phases ?? []).includes(phase) ||
    (parameters.rulesets ?? []).includes(entryPointId) ||
    (parameters.rules?.[entryPointId] ?? []).some((id) => ownRuleIds.includes(id))
  );
}
