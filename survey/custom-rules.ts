import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import { type Bypasses, findBypasses } from "../model/bypass";
import { type EntryPoint, type ProviderRule, readProviderRule } from "../model/custom-rule";
import type { Problem } from "../model/errors";
import { countHomeRules, type Home, ruleSlots } from "../model/home";
import { hasRefOf, isOwnRule, rulesAbove } from "../model/own-rules";
import { compareForeignRules, standsRight } from "../model/rule-changes";
import { typeTokens } from "../model/type-tokens";
import { readRefPrefix } from "./access";
import { ask } from "./ask";
import type { OwnState } from "./own-state";
import { findLosses, readWholeRules } from "./whole-rules";

const phase = "http_request_firewall_custom";

/** A rule as the provider takes it back: without the id, which it refuses as read-only. Everything else as it came. */
export type LiveRule = Omit<cloudflare.types.output.GetRulesetRule, "id">;

/** The zone's entry point for custom rules as it is now. */
export interface CustomRules {
  /** Rules of others in their order, as the provider takes them back. */
  readonly foreign: readonly LiveRule[];
  /** How many of them stand above ours. */
  readonly above: number;
  readonly entryPoint: { readonly name: string; readonly description: string };
  readonly importId: string | undefined;
  /** All of it, as Cloudflare has it; undefined when there is none. */
  readonly whole: EntryPoint | undefined;
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
    return { foreign: [], above: 0, entryPoint, importId: undefined, whole: undefined };
  }
  const live = await ask("reading custom rules", () =>
    cloudflare.getRuleset({ zoneId, id: entry.id }, options),
  );
  const former = readRefPrefix(own);
  const rules = live.rules
    .map(withoutId)
    .filter((rule) => isOwnRule(rule, home.stack) || former === undefined || !hasRefOf(rule, former));
  return {
    foreign: rules.filter((rule) => !isOwnRule(rule, home.stack)),
    above: rulesAbove(rules, home.stack, home.configuration.gatePosition),
    entryPoint: { name: live.name, description: live.description },
    importId: own.holds(typeTokens.ruleset, entry.id) ? undefined : `zones/${zoneId}/${entry.id}`,
    whole: { id: entry.id, rules: await readWholeRules(zoneId, live.rules) },
  };
}

function withoutId(rule: cloudflare.types.output.GetRulesetRule): LiveRule {
  const copy: Partial<cloudflare.types.output.GetRulesetRule> & LiveRule = { ...rule };
  delete copy.id;
  return copy;
}

/** Whether the gate can stand among these rules, and all of them can stay as they are. */
export function checkCustomRules(home: Home, rules: CustomRules): Problem[] {
  const { whole, foreign } = rules;
  const open = whole === undefined ? [] : bypassesIn(home, whole).open;
  return [...checkSlots(home, rules), ...open, ...findLosses(foreign, whole?.rules ?? [])];
}

/** Rules of others that let in whoever solves their challenge: no reason to stop, but for the owner to know. */
export function warnOfChallenges(home: Home, { whole }: CustomRules): readonly Problem[] {
  return whole === undefined ? [] : bypassesIn(home, whole).solvable;
}

/** With the gate first nothing stands before it after this run. */
function bypassesIn(home: Home, whole: EntryPoint): Bypasses {
  return findBypasses(home, whole, home.configuration.gatePosition === "first" ? [] : whole.rules);
}

/** What others have done to their rules since the last run, in sentences: nothing of it is undone. */
export function describeRuleChanges(
  { home, own }: { readonly home: Home; readonly own: OwnState },
  { whole }: CustomRules,
): string[] {
  const written = own.ofType(typeTokens.ruleset).find(({ outputs }) => outputs["id"] === whole?.id)?.outputs[
    "rules"
  ];
  if (whole === undefined || !Array.isArray(written)) {
    return [];
  }
  const before = (written as ProviderRule[]).map((rule) => readProviderRule(rule));
  const position = home.configuration.gatePosition;
  const goBack = `this stack's rules do not stand ${position} in the list: this run puts them there`;
  return [
    ...compareForeignRules(home.stack, before, whole.rules).map(
      ({ where, what, outcome }) => `${where} ${what}: ${outcome}`,
    ),
    ...(standsRight(home.stack, whole.rules, position) ? [] : [goBack]),
  ];
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
