import type * as cloudflare from "@pulumi/cloudflare";
import { type CustomRule, readCustomRule, readProviderRule } from "../domain/rules/custom-rule.ts";
import { ask } from "./ask.ts";

/** Actions of which the provider knows every parameter. */
const known = ["block", "challenge", "js_challenge", "managed_challenge", "log"];

/**
 * The rules with all that Cloudflare has of them. The provider leaves out what it does not know, such as the parameter
 * `phase` of a skip rule: where a rule may have such a one the API itself is asked.
 */
export async function readWholeRules(
  { zoneId, token }: { readonly zoneId: string; readonly token: string },
  rules: readonly cloudflare.types.output.GetRulesetRule[],
): Promise<readonly CustomRule[]> {
  if (rules.every(({ action }) => known.includes(action))) {
    return rules.map((rule) => readProviderRule({ ...rule, actionParameters: { ...rule.actionParameters } }));
  }
  const { connect, findEntryPoint } = await loadCommands();
  const api = connect({ ...process.env, CONFIGURED_API_TOKEN: token });
  const entry = await ask("reading custom rules", () => findEntryPoint(api, zoneId));
  return (entry?.rules ?? []).map((rule) => readCustomRule(rule));
}

/** Loading Cloudflare's client takes longer than all the rest of a survey, and few zones need it. */
async function loadCommands() {
  const [{ connect }, { findEntryPoint }] = await Promise.all([
    import("../hooks/api.ts"),
    import("../hooks/entry-point.ts"),
  ]);
  return { connect, findEntryPoint };
}
