import type { EdgeRequest } from "./request.ts";
import { parseAddress, parseAddressRange, rangeHolds } from "../rules/address.ts";
import { evaluate, parseExpression } from "../rules/language.ts";
import { CUSTOM_RULES_PHASE, entryPointOf } from "../state/rulesets.ts";
import type { AccessRule, Rule, State } from "../state/state.ts";

export type Judgement =
  | { readonly outcome: "pass" }
  | {
      readonly outcome: "blocked";
      readonly ruleId: string;
      /** block, or a challenge, which only a browser can solve. */
      readonly action: string;
      /** A block rule's own response, which replaces Cloudflare's page. */
      readonly response?: BlockResponse;
    };

export interface BlockResponse {
  readonly status_code: number;
  readonly content: string;
  readonly content_type: string;
}

/**
 * Judges a request by Cloudflare's security rules in their order: IP Access rules, of which an "allow" skips all custom
 * rules, then the zone's custom rules from the top.
 * https://developers.cloudflare.com/waf/tools/ip-access-rules/
 */
export function judge(state: State, request: EdgeRequest): Judgement {
  const access = findAccessRule(state, request);
  if (access?.mode === "whitelist") return { outcome: "pass" };
  if (access) return { outcome: "blocked", ruleId: access.id, action: access.mode };
  const skipped = new Set<string>();
  for (const rule of customRules(state)) {
    if (!rule.enabled || skipped.has(rule.id)) continue;
    if (!evaluate(parseExpression(rule.expression), request)) continue;
    const decision = apply(state, rule, request);
    if (decision) return decision;
    for (const id of skippedRules(state, rule)) skipped.add(id);
  }
  return { outcome: "pass" };
}

/** The rules of the zone's http_request_firewall_custom entry point, including disabled ones. */
export function customRules(state: State): readonly Rule[] {
  return entryPointOf(state, CUSTOM_RULES_PHASE)?.rules ?? [];
}

/** The judgement of a matching rule; undefined when evaluation continues with the next rule. */
function apply(state: State, rule: Rule, { clearance }: EdgeRequest): Judgement | undefined {
  switch (rule.action) {
    case "block": {
      const response = rule.action_parameters?.["response"] as BlockResponse | undefined;
      return { outcome: "blocked", ruleId: rule.id, action: rule.action, ...(response && { response }) };
    }
    case "challenge":
    case "js_challenge":
    case "managed_challenge":
      // A client that has solved it is let in, and later rules are skipped.
      // https://developers.cloudflare.com/firewall/cf-firewall-rules/actions/#notes-about-challenge-actions
      return clearance === true
        ? { outcome: "pass" }
        : { outcome: "blocked", ruleId: rule.id, action: rule.action };
    case "log":
      return undefined;
    case "skip":
      return skipsTheRest(state, rule) ? { outcome: "pass" } : undefined;
    default:
      throw new Error(`The edge can't evaluate rule ${rule.id}: unknown action ${rule.action}.`);
  }
}

// The simulator has no products or later phases to skip: only skipping the remaining custom rules has an effect.
function skipsTheRest(state: State, rule: Rule): boolean {
  const { ruleset, phase, phases = [], rulesets = [] } = rule.action_parameters ?? {};
  return (
    ruleset === "current" ||
    phase === "current" ||
    [phases].flat().includes(CUSTOM_RULES_PHASE) ||
    [rulesets].flat().includes(entryPointOf(state, CUSTOM_RULES_PHASE)?.id)
  );
}

/** The ids of the custom rules that a skip rule lists one by one. */
function skippedRules(state: State, rule: Rule): readonly string[] {
  if (rule.action !== "skip") return [];
  const byRuleset = (rule.action_parameters?.["rules"] ?? {}) as Readonly<Record<string, readonly string[]>>;
  return byRuleset[entryPointOf(state, CUSTOM_RULES_PHASE)?.id ?? ""] ?? [];
}

// The most specific rule wins: address, then range, then AS number, then country.
const accessTargets: readonly (readonly string[])[] = [["ip", "ip6"], ["ip_range"], ["asn"], ["country"]];

function findAccessRule(state: State, request: EdgeRequest): AccessRule | undefined {
  if (state.accessRules.size === 0) return undefined;
  const rules = [...state.accessRules.values()];
  for (const targets of accessTargets) {
    const found = rules.find((rule) => targets.includes(rule.target) && appliesTo(rule, request));
    if (found) return found;
  }
  return undefined;
}

function appliesTo(rule: AccessRule, request: EdgeRequest): boolean {
  switch (rule.target) {
    case "asn":
      return rule.value.toUpperCase() === `AS${request.asn}`;
    case "country":
      return rule.value.toUpperCase() === request.country;
    default: {
      const range = parseAddressRange(rule.value);
      const address = parseAddress(request.ip);
      return typeof range !== "string" && address !== undefined && rangeHolds(range, address);
    }
  }
}
