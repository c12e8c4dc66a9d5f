import type { Problem } from "../errors.ts";

/** An IP Access rule with the action Allow. https://developers.cloudflare.com/waf/tools/ip-access-rules/ */
export interface AllowRule {
  readonly id: string;
  /** `ip`, `ip_range`, `asn` or `country`. */
  readonly target: string;
  readonly value: string;
  readonly notes: string;
}

/** One problem for each rule; one that both the zone and its account list counts once. */
export function allowedPast(rules: readonly AllowRule[]): Problem[] {
  return [...new Map(rules.map((rule) => [rule.id, rule])).values()].map(({ target, value, notes }) => ({
    code: "gate-bypassed",
    where: `IP Access rule for ${target} ${value}${notes === "" ? "" : ` ("${notes}")`}`,
    what: "has the action Allow: whoever it matches reaches the house without a certificate",
    fix: "Delete it: Security · WAF · Tools · IP Access Rules.",
  }));
}

/** Said where the token may not read these rules. */
export const unreadableAccessRules: Problem = {
  code: "missing-permission",
  where: "IP Access rules",
  what: "can't be read with this token: whether one of them lets strangers pass the gate is not known",
  fix: "Give the token Zone · Firewall Services · Read and Account · Account Firewall Access Rules · Read,\nor look yourself: Security · WAF · Tools · IP Access Rules, none may have the action Allow.",
};
