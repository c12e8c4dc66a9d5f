import { countHomeRules, ruleSlots } from "../../domain/configuration/home.ts";
import type { CustomRule } from "../../domain/rules/custom-rule.ts";
import { lostAssociations } from "../../domain/rules/gate-record.ts";
import { isOwnRule } from "../../domain/rules/own-rules.ts";
import {
  compareForeignRules,
  compareOwnRules,
  type RuleChange,
  areRulesInPlace,
} from "../../domain/rules/rule-changes.ts";
import { writtenGate } from "../state.ts";
import { changedOutside, type Finding, type Situation } from "./finding.ts";

/**
 * Finds rules and associations of the stack that are not as the last run left them. A run without `--refresh` trusts the
 * state and would leave the house open, or the family locked out.
 */
export function findChangedGate({ home, state, zone }: Situation<"entryPoint" | "associations">): Finding[] {
  const written = writtenGate(state);
  if (written === undefined) {
    return [];
  }
  const { command, record } = written;
  const rules = compareOwnRules(home.stack, record.rules, zone.entryPoint?.rules ?? []);
  return [
    ...rules.map(({ where, what }) => changedOutside(command, where, what)),
    ...lostAssociations(home, record.hostnames, zone.associations).map((hostname) =>
      changedOutside(
        command,
        `the association of ${hostname}`,
        "was removed outside Pulumi: the edge no longer requests a certificate, and all devices are locked out",
      ),
    ),
  ];
}

/** Whether the stack's rules are no longer at the end of the list that `gatePosition` names; false before the first run. */
export function hasGateMoved({ home, state, zone }: Situation<"entryPoint">): boolean {
  return (
    writtenGate(state) !== undefined &&
    !areRulesInPlace(home.stack, zone.entryPoint?.rules ?? [], home.configuration.gatePosition)
  );
}

/** Returns what others have changed in their own rules since the last run. The stack undoes none of it. */
export function foreignChanges({ home, state, zone }: Situation<"entryPoint">): RuleChange[] {
  const previous = writtenGate(state)?.record.rules;
  return previous === undefined
    ? []
    : compareForeignRules(home.stack, previous, zone.entryPoint?.rules ?? []);
}

/** Returns the zone's custom rules that are not this stack's, in their order. */
export function foreignRules({ home, state, zone }: Situation<"entryPoint">): CustomRule[] {
  const former = writtenGate(state)?.record.refPrefix;
  return (zone.entryPoint?.rules ?? []).filter((rule) => !isOwnRule(rule, home.stack, former));
}

/** Finds out whether the home's rules fit the zone's plan beside those of others. */
export function findMissingSlots(situation: Situation<"entryPoint">): Finding[] {
  const { zone, plan } = situation.home.configuration;
  const foreign = foreignRules(situation).length;
  const needed = countHomeRules(situation.home);
  const missing = needed + foreign - ruleSlots[plan];
  if (missing <= 0) {
    return [];
  }
  const rules = foreign === 1 ? "1 custom rule" : `${foreign} custom rules`;
  const what = `has ${rules} of others; the ${plan} plan allows ${ruleSlots[plan]} in all, and this stack needs ${needed}`;
  const fix = `Delete ${missing} of them in the dashboard (Security → WAF → Custom rules), remove devices or services, or upgrade the plan (setting "plan").`;
  return [{ problem: { code: "no-rule-slot", where: zone, what, fix } }];
}
