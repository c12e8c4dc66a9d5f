import { isIP } from "node:net";
import { accessRuleExists, accessRuleNotFound, accessRuleRefused } from "../api/errors.ts";
import { newHexId } from "./identifiers.ts";
import type { AccessRule, State } from "./state.ts";

/** The modes of an IP Access rule. https://developers.cloudflare.com/waf/tools/ip-access-rules/actions/ */
export const ACCESS_RULE_MODES = ["block", "challenge", "whitelist", "js_challenge", "managed_challenge"];

const VALUE_OF_TARGET: Readonly<Record<string, (value: string) => boolean>> = {
  ip: (value) => isIP(value) === 4,
  ip6: (value) => isIP(value) === 6,
  ip_range: (value) => /^[0-9a-f.:]+\/[0-9]{1,3}$/i.test(value) && isIP(value.split("/")[0] ?? "") !== 0,
  asn: (value) => /^(AS)?[0-9]+$/i.test(value),
  country: (value) => /^[A-Z][A-Z0-9]$/.test(value),
};

/**
 * Creates an IP Access rule.
 * @throws ApiError for an unknown mode, a value that doesn't fit its target, and a second rule for the same target
 */
export function createAccessRule(
  state: State,
  wanted: Pick<AccessRule, "scope" | "mode" | "target" | "value" | "notes">,
): AccessRule {
  const isValue = VALUE_OF_TARGET[wanted.target];
  if (!ACCESS_RULE_MODES.includes(wanted.mode) || isValue?.(wanted.value) !== true) {
    throw accessRuleRefused();
  }
  for (const other of listAccessRules(state, wanted.scope)) {
    if (other.target === wanted.target && other.value === wanted.value) throw accessRuleExists();
  }
  const rule: AccessRule = { ...wanted, id: newHexId(), createdOn: new Date().toISOString() };
  state.accessRules.set(rule.id, rule);
  return rule;
}

/** The IP Access rules of one scope. */
export function listAccessRules(state: State, scope: AccessRule["scope"]): AccessRule[] {
  return [...state.accessRules.values()].filter((rule) => rule.scope === scope);
}

/** Deletes an IP Access rule. @throws ApiError if the scope has no rule with that id */
export function deleteAccessRule(state: State, scope: AccessRule["scope"], id: string): void {
  if (state.accessRules.get(id)?.scope !== scope) throw accessRuleNotFound();
  state.accessRules.delete(id);
}
