/** Somebody else's custom rule, as far as it matters to the gate. */
export interface ForeignRule {
  readonly action: string;
  readonly enabled: boolean;
  readonly expression: string;
  readonly parameters: { readonly ruleset?: string; readonly phases?: readonly string[] } | undefined;
}

/**
 * Whether a rule that stands before ours may let requests for our hostnames skip it. Only an expression that plainly
 * speaks of another host is believed to be about another host.
 * https://developers.cloudflare.com/waf/custom-rules/skip/options/
 */
export function passesBefore(rule: ForeignRule, hostnames: readonly string[]): boolean {
  const skipsTheRest =
    rule.parameters?.ruleset === "current" ||
    (rule.parameters?.phases ?? []).includes("http_request_firewall_custom");
  if (!rule.enabled || rule.action !== "skip" || !skipsTheRest) {
    return false;
  }
  // The gate matches a name with a trailing dot or a port as well, so such a rule is about ours.
  const host = /^\(*\s*(?:lower\()?http\.host\)?\s+(?:eq|==)\s+"([^"\\]*?)\.?(?::\d+)?"/.exec(
    rule.expression,
  )?.[1];
  const alternatives = /\b(?:or|xor|not)\b|\|\||\^\^|!/.test(rule.expression);
  return host === undefined || alternatives || hostnames.includes(host.toLowerCase());
}
