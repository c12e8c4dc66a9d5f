import * as pulumi from "@pulumi/pulumi";
import { type CustomRule, nameOfRule, readCustomRule, readProviderRule } from "../model/custom-rule";
import type { Problem } from "../model/errors";
import { ask } from "./ask";
import type { LiveRule } from "./custom-rules";

/** Actions of which the provider knows every parameter. */
const known = ["block", "challenge", "js_challenge", "managed_challenge", "log"];

/**
 * The rules with all that Cloudflare has of them. The provider leaves out what it does not know, such as the parameter
 * `phase` of a skip rule: where a rule may have such a one the API itself is asked.
 */
export async function readWholeRules(
  zoneId: string,
  rules: readonly (LiveRule & { readonly id: string })[],
): Promise<readonly CustomRule[]> {
  if (rules.every(({ action }) => known.includes(action))) {
    return rules.map((rule) => readProviderRule({ ...rule, actionParameters: { ...rule.actionParameters } }));
  }
  const { connect, findEntryPoint } = loadCommands();
  const api = connect({ ...process.env, STORED_API_TOKEN: new pulumi.Config("cloudflare").get("apiToken") });
  const entry = await ask("reading custom rules", () => findEntryPoint(api, zoneId));
  return (entry?.rules ?? []).map((rule) => readCustomRule(rule));
}

/** Loading Cloudflare's client takes longer than all the rest of a survey, and few zones need it. */
function loadCommands() {
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { connect } = require("../commands/api") as typeof import("../commands/api");
  const { findEntryPoint } = require("../commands/entry-point") as typeof import("../commands/entry-point");
  /* eslint-enable @typescript-eslint/no-require-imports */
  return { connect, findEntryPoint };
}

/** Rules of others that would come out of this run with less than they have now. */
export function findLosses(foreign: readonly LiveRule[], whole: readonly CustomRule[]): Problem[] {
  return whole.flatMap((rule) => {
    const read = foreign.find(({ ref }) => ref === rule.ref)?.actionParameters;
    const lost = Object.keys(rule.parameters).filter((name) => !(camelCase(name) in { ...read }));
    return foreign.every(({ ref }) => ref !== rule.ref) || lost.length === 0 ? [] : [describe(rule, lost)];
  });
}

function describe(rule: CustomRule, lost: readonly string[]): Problem {
  const skipsPhase = lost.includes("phase");
  return {
    code: "unknown-parameter",
    where: nameOfRule(rule),
    what: `has the parameter ${lost.join(", ")}, which would be lost when this stack writes the list of rules`,
    fix: skipsPhase
      ? 'Open it in the dashboard (Security · WAF · Custom rules), choose "All remaining custom rules" and save it: that says the same.'
      : "Write the rule without it, or in a zone of its own.",
  };
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
