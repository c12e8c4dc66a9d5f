import type { CustomRule } from "../../domain/rules/custom-rule.ts";
import { lostAssociations } from "../../domain/rules/gate-record.ts";
import { isOwnRule } from "../../domain/rules/own-rules.ts";
import {
  compareForeignRules,
  compareOwnRules,
  type RuleChange,
  standsRight,
} from "../../domain/rules/rule-changes.ts";
import { writtenGate } from "../state.ts";
import { changedOutside, type Finding, type Situation } from "./finding.ts";

/**
 * Our rules and associations, where they stand otherwise than the last run left them. A run that does not refresh
 * believes its state and would leave it so, with the house open or the family locked out.
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
        "was removed outside Pulumi: the edge no longer asks for a certificate, and all devices are locked out",
      ),
    ),
  ];
}

/** Whether our rules have left the end of the list that `gatePosition` names; never before the first run. */
export function hasGateMoved({ home, state, zone }: Situation<"entryPoint">): boolean {
  return (
    writtenGate(state) !== undefined &&
    !standsRight(home.stack, zone.entryPoint?.rules ?? [], home.configuration.gatePosition)
  );
}

/** What others have done to their rules since the last run: theirs to change, nothing of it is undone. */
export function foreignChanges({ home, state, zone }: Situation<"entryPoint">): RuleChange[] {
  const before = writtenGate(state)?.record.rules;
  return before === undefined ? [] : compareForeignRules(home.stack, before, zone.entryPoint?.rules ?? []);
}

/** The zone's custom rules that are not this stack's, in their order. */
export function foreignRules({ home, state, zone }: Situation<"entryPoint">): CustomRule[] {
  const former = writtenGate(state)?.record.refPrefix;
  return (zone.entryPoint?.rules ?? []).filter((rule) => !isOwnRule(rule, home.stack, former));
}
