import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import type { Problem } from "../model/errors";
import { countHomeRules, type Home, ruleSlots } from "../model/home";
import { isOwnRule, rulesAbove } from "../model/own-rules";
import { passesBefore } from "../model/skip-rules";
import { ask } from "./ask";
import type { OwnState } from "./own-state";

export const rulesetType = "cloudflare:index/ruleset:Ruleset";
const phase = "http_request_firewall_custom";

/** A rule as the provider takes it back: without the id, which it refuses as read-only. Everything else as it came. */
export type LiveRule = Omit<cloudflare.types.output.GetRulesetRule, "id">;

/** The zone's entry point for custom rules as it is now. */
export interface CustomRules {
  /** Rules of others in their order, as the provider takes them back. */
  readonly foreign: readonly LiveRule[];
  /** How many of them stand above ours. */
  readonly above: number;
  /** Ours, as they are at Cloudflare. */
  readonly ours: readonly LiveRule[];
  readonly entryPoint: { readonly name: string; readonly description: string };
  readonly importId: string | undefined;
}

/** Reads the entry point; a zone without one has no rules. */
export async function readCustomRules(
  { zoneId, home, own }: { zoneId: string; home: Home; own: OwnState },
  options: InvokeOptions,
): Promise<CustomRules> {
  const { rulesets } = await ask("reading custom rules", () => cloudflare.getRulesets({ zoneId }, options));
  const entry = rulesets.find((ruleset) => ruleset.phase === phase && ruleset.kind === "zone");
  if (entry === undefined) {
    // The name that the dashboard gives: a ruleset of another name could not be adopted later without a replacement.
    const entryPoint = { name: "default", description: "" };
    return { foreign: [], above: 0, ours: [], entryPoint, importId: undefined };
  }
  const live = await ask("reading custom rules", () =>
    cloudflare.getRuleset({ zoneId, id: entry.id }, options),
  );
  const rules = live.rules.map(withoutId);
  return {
    foreign: rules.filter((rule) => !isOwnRule(rule, home.stack)),
    above: rulesAbove(rules, home.stack, home.configuration.gatePosition),
    ours: rules.filter((rule) => isOwnRule(rule, home.stack)),
    entryPoint: { name: live.name, description: live.description },
    importId: own.holds(rulesetType, entry.id) ? undefined : `zones/${zoneId}/${entry.id}`,
  };
}

function withoutId(rule: cloudflare.types.output.GetRulesetRule): LiveRule {
  const copy: Partial<cloudflare.types.output.GetRulesetRule> & LiveRule = { ...rule };
  delete copy.id;
  return copy;
}

/** Whether the gate can stand among these rules. */
export function checkCustomRules(home: Home, rules: CustomRules): Problem[] {
  return [...checkSlots(home, rules), ...checkBypass(home, rules)];
}

function checkSlots(home: Home, rules: CustomRules): Problem[] {
  const slots = ruleSlots[home.configuration.plan];
  const needed = countHomeRules(home);
  const left = slots - rules.foreign.length;
  return needed <= left
    ? []
    : [
        {
          code: "no-rule-slot",
          where: home.configuration.zone,
          what: `has ${rules.foreign.length} custom rules of others; the ${home.configuration.plan} plan holds ${slots}, this stack needs ${needed}`,
          fix: `Delete ${needed - left} of them in the dashboard (Security · WAF · Custom rules), take devices or services out, or move to a larger plan (setting "plan").`,
        },
      ];
}

function checkBypass(home: Home, rules: CustomRules): Problem[] {
  if (home.configuration.gatePosition === "first") {
    return [];
  }
  const hostnames = home.services.map((service) => service.hostname);
  const allowed = home.configuration.allowSkipRules;
  return rules.foreign
    .map((rule) => ({
      ...rule,
      name: rule.description === "" ? rule.ref : rule.description,
      parameters: rule.actionParameters,
    }))
    .filter((rule) => passesBefore(rule, hostnames) && !allowed.includes(rule.ref))
    .map((rule, index) => ({
      code: "gate-bypassed" as const,
      where: `custom rule "${rule.name}"`,
      what: "lets requests pass before this stack's rule is asked",
      fix:
        "Put the gate above it: npx pulumi config set gatePosition first\n" +
        `or accept that it opens the house: npx pulumi config set --path 'allowSkipRules[${allowed.length + index}]' ${rule.ref}`,
    }));
}
