/** Somebody else's custom rule, as the API accepts it. */
export interface ForeignRule {
  readonly ref: string;
  readonly action: string;
  readonly expression: string;
  readonly description?: string;
  readonly enabled: boolean;
  readonly action_parameters?: Readonly<Record<string, unknown>>;
  readonly logging?: { readonly enabled: boolean };
}

const elsewhere = '(http.host eq "www.example.com")';
const skip = { action: "skip", expression: elsewhere, enabled: true };
const otherRuleset = "4814384a9e5d4991b9815dcfc25d2f1f";

/**
 * Every action that custom rules may have in a free zone, with every form of its parameters in the API's schema. None of
 * them matches our hostname, so none bypasses the gate.
 * https://developers.cloudflare.com/waf/custom-rules/ (all actions but log)
 */
export const foreignRules: readonly ForeignRule[] = [
  {
    ref: "block",
    action: "block",
    expression: 'ip.src.country eq "XX"',
    description: 'Jürgen’s "rule"',
    enabled: true,
  },
  {
    ref: "block-response",
    action: "block",
    expression: '(http.request.uri.path contains "/wp-")\n or ip.src in {192.0.2.0/24 2001:db8::/32}',
    enabled: true,
    action_parameters: {
      response: { status_code: 451, content: '{"no": "x"}\n', content_type: "application/json" },
    },
  },
  { ref: "block-off", action: "block", expression: "true", description: "switched off", enabled: false },
  { ref: "challenge", action: "challenge", expression: elsewhere, enabled: true },
  { ref: "js-challenge", action: "js_challenge", expression: elsewhere, enabled: false },
  { ref: "managed-challenge", action: "managed_challenge", expression: elsewhere, enabled: true },
  { ...skip, ref: "skip-rest", action_parameters: { ruleset: "current" }, logging: { enabled: true } },
  { ...skip, ref: "skip-silently", action_parameters: { ruleset: "current" }, logging: { enabled: false } },
  {
    ...skip,
    ref: "skip-all-else",
    action_parameters: {
      ruleset: "current",
      phases: ["http_ratelimit", "http_request_sbfm", "http_request_firewall_managed"],
      products: ["zoneLockdown", "uaBlock", "bic", "hot", "securityLevel", "rateLimit", "waf"],
    },
    logging: { enabled: true },
  },
  {
    ...skip,
    ref: "skip-phase",
    action_parameters: { phases: ["http_ratelimit"] },
    logging: { enabled: false },
  },
  { ...skip, ref: "skip-products", action_parameters: { products: ["bic"] }, logging: { enabled: true } },
  {
    ...skip,
    ref: "skip-ruleset",
    action_parameters: { rulesets: [otherRuleset] },
    logging: { enabled: true },
  },
  {
    ...skip,
    ref: "skip-rules",
    action_parameters: { rules: { [otherRuleset]: ["8ac8bc2a661e475d940980f9317f28e1"] } },
    logging: { enabled: true },
  },
];

/** A parameter that the provider does not support: `phase`. */
export const phaseRule: ForeignRule = {
  ...skip,
  ref: "skip-current-phase",
  action_parameters: { phase: "current", products: ["waf"] },
  logging: { enabled: true },
};

/** Returns what Cloudflare evaluates of a rule: everything but ids, versions, times and empty values. */
export function evaluated(rule: object): Readonly<Record<string, unknown>> {
  const { ref, action, expression, description, enabled, action_parameters, logging } = rule as ForeignRule;
  const parameters = Object.keys(action_parameters ?? {}).length === 0 ? undefined : action_parameters;
  return { ref, action, expression, description: description ?? "", enabled, parameters, logging };
}
