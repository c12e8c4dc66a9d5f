import type { Problem } from "../errors.ts";

/** An IP Access rule with the action Allow. https://developers.cloudflare.com/waf/tools/ip-access-rules/ */
export interface AllowRule {
  readonly id: string;
  /** `ip`, `ip_range`, `asn` or `country`. */
  readonly target: string;
  readonly value: string;
  readonly notes: string;
}

/** Returns a problem for each rule; one that both the zone and its account list counts once. */
export function describeAllowRules(rules: readonly AllowRule[]): Problem[] {
  return [...new Map(rules.map((rule) => [rule.id, rule])).values()].map(({ target, value, notes }) => ({
    code: "gate-bypassed",
    where: `IP Access rule for ${target} ${value}${notes === "" ? "" : ` ("${notes}")`}`,
    what: "has the action Allow: everyone it matches gets in without a certificate",
    fix: "Delete it: Security → WAF → Tools → IP Access Rules.",
  }));
}

/** The token may not read IP Access rules. */
export const unreadableAccessRules: Problem = {
  code: "missing-permission",
  where: "IP Access rules",
  what: "can't be read with this token: one of them could let strangers pass the gate",
  fix: "Give the token Zone · Firewall Services · Read and Account · Account Firewall Access Rules · Read,\nor check under Security → WAF → Tools → IP Access Rules that none has the action Allow.",
};
