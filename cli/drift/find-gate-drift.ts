import { lostAssociations } from "../../domain/rules/associations.ts";
import {
  compareForeignRules,
  compareOwnRules,
  type RuleChange,
  standsRight,
} from "../../domain/rules/rule-changes.ts";
import type { StateResource } from "../state.ts";
import { findWrittenGate } from "../written-gate.ts";
import { type Difference, repairByUp } from "./difference.ts";
import type { Subject } from "./find-hidden.ts";

/** Our rules and associations, as the last run left them, against what is there now. */
export function findGateDrift(subject: Subject): Difference[] {
  return [...findRuleDrift(subject), ...findAssociationDrift(subject)];
}

function findRuleDrift({ home, state, live }: Subject): Difference[] {
  const written = findWrittenGate(state);
  if (written === undefined) {
    return [];
  }
  const rules = live.entryPoint?.rules ?? [];
  const { command, record } = written;
  const before = record.rules;
  const changed = compareOwnRules(home.stack, before, rules).map(({ where, what }) =>
    difference(command, where, what),
  );
  const position = home.configuration.gatePosition;
  const moved = `are no longer ${position}, as gatePosition requires`;
  return [
    ...changed,
    ...(standsRight(home.stack, rules, position) ? [] : [difference(command, "the gate's rules", moved)]),
    ...compareForeignRules(home.stack, before, rules).map((change) => foreignDifference(command, change)),
  ];
}

/** Theirs to change: only the stack's state does not know it yet. */
function foreignDifference({ urn }: StateResource, { where, what, outcome }: RuleChange): Difference {
  const fix = `The stack leaves it to them: ${outcome}. To take note of it: npx pulumi up`;
  return { problem: { code: "changed-outside", where, what, fix }, urns: [urn] };
}

function findAssociationDrift({ home, state, live }: Subject): Difference[] {
  const written = findWrittenGate(state);
  return written === undefined
    ? []
    : lostAssociations(home, written.record.hostnames, live.associations).map((hostname) =>
        difference(
          written.command,
          `the association of ${hostname}`,
          "was removed outside Pulumi: the edge no longer asks for a certificate, and all devices are locked out",
        ),
      );
}

function difference({ urn }: StateResource, where: string, what: string): Difference {
  return { problem: { code: "changed-outside", where, what, fix: repairByUp }, urns: [urn] };
}
