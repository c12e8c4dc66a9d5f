import { findAllowRules, findOpenBypasses } from "../../zone/findings/bypasses.ts";
import { findCertificates } from "../../zone/findings/certificates.ts";
import { findChanged } from "../../zone/findings/changed.ts";
import { changedOutside, type Finding, type Situation } from "../../zone/findings/finding.ts";
import { foreignChanges, hasGateMoved } from "../../zone/findings/gate.ts";
import { findDeletedTunnel } from "../../zone/findings/names.ts";
import { writtenGate } from "../../zone/state.ts";

/** What a preview does not show, or shows in a way that nobody would understand. */
export function findDrift(situation: Situation): Finding[] {
  return [
    ...findDeletedTunnel(situation),
    ...findChanged(situation),
    ...findMovedRules(situation),
    ...findOpenBypasses(situation),
    // A token that may not read the Allow rules is no difference.
    ...("refused" in situation.zone.allowRules ? [] : findAllowRules(situation)),
    ...findCertificates(situation),
  ];
}

/** The order of the list, and the rules of others, which are theirs to change: only the state does not know it yet. */
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
        fix: `The stack leaves it to them: ${outcome}. To take note of it: npx pulumi up`,
      },
    })),
  ];
}
