import { findAllowRules, findOpenBypasses } from "../../zone/findings/bypasses.ts";
import { findCertificates } from "../../zone/findings/certificates.ts";
import { findChanged } from "../../zone/findings/changed.ts";
import { changedOutside, type Finding, type Situation } from "../../zone/findings/finding.ts";
import { foreignChanges, hasGateMoved } from "../../zone/findings/gate.ts";
import { findDeletedTunnel } from "../../zone/findings/names.ts";
import { writtenGate } from "../../zone/state.ts";

/** Finds the differences that a preview does not show, or shows in a way that its reader would not understand. */
export function findDrift(situation: Situation): Finding[] {
  return [
    ...findDeletedTunnel(situation),
    ...findChanged(situation),
    ...findMovedRules(situation),
    ...findOpenBypasses(situation),
    // It is no difference when the token may not read the Allow rules.
    ...("refused" in situation.zone.allowRules ? [] : findAllowRules(situation)),
    ...findCertificates(situation),
  ];
}

/** The order of the list, and changes to other people's rules, which are theirs to change but not in the state yet. */
function findMovedRules(situation: Situation): Finding[] {
  const gate = writtenGate(situation.state)?.command;
  if (gate === undefined) {
    return [];
  }
  const moved = `are no longer ${situation.home.configuration.gatePosition}, as gatePosition requires`;
  return [
    ...(hasGateMoved(situation) ? [changedOutside(gate, "the gate's rules", moved)] : []),
    ...foreignChanges(situation).map(({ where, what, outcome }) => ({
      urn: gate.urn,
      problem: {
        code: "changed-outside" as const,
        where,
        what,
        fix: `The stack does not change it: ${outcome}. To record it in the state: npx pulumi up`,
      },
    })),
  ];
}
