import type { EdgeRequest } from "./request.ts";
import { parseAddress, parseAddressRange, rangeHolds } from "../rules/address.ts";
import { evaluate, parseExpression } from "../rules/language.ts";
import type { AccessRule, Rule, State } from "../state/state.ts";

export type Judgement =
  | { readonly outcome: "pass" }
  | {
      readonly outcome: "blocked";
      readonly ruleId: string;
      /** block, or a challenge that a client without a browser cannot solve. */
      readonly action: string;
      /** A block rule's own answer instead of Cloudflare's page. */
      readonly response?: BlockResponse;
    };

export interface BlockResponse {
  readonly status_code: number;
  readonly content: string;
  readonly content_type: string;
}

/**
 * What Cloudflare's security rules make of a request, in their order: IP Access rules, of which an "allow" skips every
 * custom rule, then the zone's custom rules from the top.
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

/** The rules of the zone's http_request_firewall_custom entry point, disabled ones included. */
export function customRules(state: State): readonly Rule[] {
  return entryPoint(state)?.rules ?? [];
}

function entryPoint(state: State) {
  for (const ruleset of state.rulesets.values()) {
    if (ruleset.kind === "zone" && ruleset.phase === "http_request_firewall_custom") return ruleset;
  }
  return undefined;
}

/** Undefined: the next rule decides. */
function apply(state: State, rule: Rule, { clearance }: EdgeRequest): Judgement | undefined {
  switch (rule.action) {
    case "block": {
      const response = rule.action_parameters?.["response"] as BlockResponse | undefined;
      return { outcome: "blocked", ruleId: rule.id, action: rule.action, ...(response && { response }) };
    }
    case "challenge":
    case "js_challenge":
    case "managed_challenge":
      // Whoever has solved it is let in, and no later rule is asked.
      // https://developers.cloudflare.com/firewall/cf-firewall-rules/actions/#notes-about-challenge-actions
      return clearance === true
        ? { outcome: "pass" }
        : { outcome: "blocked", ruleId: rule.id, action: rule.action };
    case "log":
      return undefined;
    case "skip":
      return skipsTheRest(state, rule) ? { outcome: "pass" } : undefined;
    default:
      throw new Error(`The edge does not know the action ${rule.action} of rule ${rule.id}.`);
  }
}

// Skipped products and later phases have no part in the simulator: only the rest of the custom rules counts.
function skipsTheRest(state: State, rule: Rule): boolean {
  const parameters = rule.action_parameters ?? {};
  const phases = Array.isArray(parameters["phases"]) ? (parameters["phases"] as unknown[]) : [];
  const rulesets = Array.isArray(parameters["rulesets"]) ? (parameters["rulesets"] as unknown[]) : [];
  return (
    parameters["ruleset"] === "current" ||
    parameters["phase"] === "current" ||
    phases.includes("http_request_firewall_custom") ||
    rulesets.includes(entryPoint(state)?.id)
  );
}

/** Ids of single rules of the list that a skip rule names. */
function skippedRules(state: State, rule: Rule): readonly string[] {
  if (rule.action !== "skip") return [];
  const byRuleset = (rule.action_parameters?.["rules"] ?? {}) as Readonly<Record<string, readonly string[]>>;
  return byRuleset[entryPoint(state)?.id ?? ""] ?? [];
}

// The most exact rule wins: address, then range, then network operator, then country.
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
