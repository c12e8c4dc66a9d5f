import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import { type Bypasses, findBypasses } from "../domain/rules/bypass.ts";
import { type CustomRule, customRulesPhase, type EntryPoint } from "../domain/rules/custom-rule.ts";
import type { Problem } from "../domain/errors.ts";
import { countHomeRules, type Home, ruleSlots } from "../domain/configuration/home.ts";
import { isOwnRule } from "../domain/rules/own-rules.ts";
import { compareForeignRules, standsRight } from "../domain/rules/rule-changes.ts";
import { ask } from "./ask.ts";
import { recallGate } from "./gate-record.ts";
import type { OwnState } from "./own-state.ts";
import { readWholeRules } from "./whole-rules.ts";

/** The zone's custom rules as they are now. */
export interface CustomRules {
  /** All of them, as Cloudflare has them; undefined when the zone has no entry point. */
  readonly whole: EntryPoint | undefined;
  /** Rules of others, in their order. */
  readonly foreign: readonly CustomRule[];
}

/** Reads the entry point; a zone without one has no rules. */
export async function readCustomRules(
  { zoneId, home, own, token }: { zoneId: string; home: Home; own: OwnState; token: string },
  options: InvokeOptions,
): Promise<CustomRules> {
  const { rulesets } = await ask("reading custom rules", () => cloudflare.getRulesets({ zoneId }, options));
  const entry = rulesets.find((ruleset) => ruleset.phase === customRulesPhase && ruleset.kind === "zone");
  if (entry === undefined) {
    return { foreign: [], whole: undefined };
  }
  const live = await ask("reading custom rules", () =>
    cloudflare.getRuleset({ zoneId, id: entry.id }, options),
  );
  const rules = await readWholeRules({ zoneId, token }, live.rules);
  const former = recallGate(own)?.refPrefix;
  const foreign = rules.filter((rule) => !isOwnRule(rule, home.stack, former));
  return { foreign, whole: { id: entry.id, rules } };
}

/** Whether the gate can stand among these rules. */
export function checkCustomRules(home: Home, rules: CustomRules): Problem[] {
  const { whole } = rules;
  const open = whole === undefined ? [] : bypassesIn(home, whole).open;
  return [...checkSlots(home, rules), ...open];
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
  const before = recallGate(own)?.rules;
  if (whole === undefined || before === undefined) {
    return [];
  }
  const position = home.configuration.gatePosition;
  const goBack = `this stack's rules are not ${position} in the list: this run moves them there`;
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
