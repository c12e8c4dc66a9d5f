import { findChangedGate } from "./gate.ts";
import type { Finding, Situation } from "./finding.ts";
import { findChangedIngress, findChangedRecords, findChangedSettings } from "./surroundings.ts";

/** Everything of the stack that somebody else changed since the last run: a preview warns of it, drift exits on it. */
export function findChanged(situation: Situation): Finding[] {
  return [
    ...findChangedRecords(situation),
    ...findChangedGate(situation),
    ...findChangedIngress(situation),
    ...findChangedSettings(situation),
  ];
}
