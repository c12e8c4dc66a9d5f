import { rulesetRefused } from "../api/errors.ts";
import type { RuleInput } from "./custom-rule.ts";
import { ExpressionError, parseExpression } from "../rules/language.ts";

// The codes 20018 (logging) and 20125 (blank) are Cloudflare's; the other codes here are undocumented.

const EXPRESSION_CHARACTERS_MOST = 4096;
const ENFORCING_ACTIONS = ["block", "challenge", "js_challenge", "managed_challenge"];
const SKIPPABLE_PRODUCTS = ["bic", "hot", "rateLimit", "securityLevel", "uaBlock", "waf", "zoneLockdown"];
const SKIPPABLE_PHASES = ["http_ratelimit", "http_request_firewall_managed", "http_request_sbfm"];
const SKIP_PARAMETERS = ["phase", "phases", "products", "rules", "ruleset", "rulesets"];

/**
 * Checks a rule for the custom-rules phase of a free zone.
 * @param pointer the rule's place in the request's body
 * @throws ApiError for a rule that Cloudflare would refuse
 */
export function checkCustomRule(rule: RuleInput, pointer: string): void {
  checkExpression(rule.expression ?? "", `${pointer}/expression`);
  checkAction(rule, pointer);
  checkLogging(rule, `${pointer}/logging`);
  if (rule["ratelimit"] !== undefined) {
    throw rulesetRefused(20128, "rate limits are not allowed in this phase", `${pointer}/ratelimit`);
  }
}

function checkExpression(expression: string, pointer: string): void {
  const refused = (code: number, reason: string) =>
    rulesetRefused(code, `'${expression}' is not a valid value for expression because ${reason}`, pointer);
  if (expression.trim() === "") throw refused(20125, "the expression cannot be blank");
  // https://developers.cloudflare.com/ruleset-engine/rules-language/expressions/
  if (Array.from(expression).length > EXPRESSION_CHARACTERS_MOST) {
    throw refused(20126, `it is longer than the maximum of ${EXPRESSION_CHARACTERS_MOST} characters`);
  }
  try {
    parseExpression(expression);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw refused(20127, `could not parse filter expression: ${error.message}`);
  }
}

// https://github.com/cloudflare/terraform-provider-cloudflare/issues/7377
function checkLogging({ action, logging }: RuleInput, pointer: string): void {
  if (logging === undefined || action === "skip") return;
  throw rulesetRefused(20018, "logging options only allowed in the skip action", pointer);
}

function checkAction(rule: RuleInput, pointer: string): void {
  const { action } = rule;
  if (action === undefined || action === "") {
    throw rulesetRefused(20119, "action is required for action parameters", `${pointer}/action`);
  }
  if (action === "log")
    throw rulesetRefused(20120, "not entitled to use the log action", `${pointer}/action`);
  if (action === "skip") {
    checkSkip(rule.action_parameters ?? {}, `${pointer}/action_parameters`);
  } else if (action === "block") {
    checkBlockResponse(rule.action_parameters?.["response"], `${pointer}/action_parameters/response`);
  } else if (!ENFORCING_ACTIONS.includes(action)) {
    throw rulesetRefused(
      20121,
      `'${action}' is not a valid value for action because it is not supported in the http_request_firewall_custom phase`,
      `${pointer}/action`,
    );
  }
}

// https://developers.cloudflare.com/waf/custom-rules/skip/options/
function checkSkip(parameters: Readonly<Record<string, unknown>>, pointer: string): void {
  const names = Object.keys(parameters);
  if (!names.some((name) => SKIP_PARAMETERS.includes(name))) {
    throw rulesetRefused(20122, "the skip action needs a ruleset, phases or products to skip", pointer);
  }
  const { ruleset, phase, phases, products, rulesets, rules } = parameters;
  checkIds(rulesets ?? [], `${pointer}/rulesets`);
  for (const ids of Object.values(rules ?? {})) checkIds(ids, `${pointer}/rules`);
  checkNames(ruleset === undefined ? [] : [ruleset], ["current"], `${pointer}/ruleset`);
  checkNames(phase === undefined ? [] : [phase], ["current"], `${pointer}/phase`);
  checkNames(phases ?? [], SKIPPABLE_PHASES, `${pointer}/phases`);
  checkNames(products ?? [], SKIPPABLE_PRODUCTS, `${pointer}/products`);
}

function checkIds(ids: unknown, pointer: string): void {
  if (Array.isArray(ids) && ids.every((id) => typeof id === "string")) return;
  throw rulesetRefused(20122, "a list of ids is expected", pointer);
}

function checkNames(names: unknown, known: readonly string[], pointer: string): void {
  const list: unknown[] = Array.isArray(names) ? names : [names];
  for (const name of list) {
    if (typeof name === "string" && known.includes(name)) continue;
    throw rulesetRefused(20122, `'${String(name)}' is not a valid value to skip`, pointer);
  }
}

function checkBlockResponse(response: unknown, pointer: string): void {
  if (response === undefined) return;
  const { status_code, content, content_type } = response as Record<string, unknown>;
  const isRefusal = Number.isInteger(status_code) && Number(status_code) >= 400 && Number(status_code) <= 499;
  if (isRefusal && typeof content === "string" && typeof content_type === "string") return;
  throw rulesetRefused(
    20122,
    "a response needs a status_code of 400 to 499, content and content_type",
    pointer,
  );
}
