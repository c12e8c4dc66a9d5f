import { createHash } from "node:crypto";
import type { CustomRule } from "../domain/rules/custom-rule.ts";
import { agreesWith, type GateRecord } from "../domain/rules/gate-record.ts";

/**
 * An input of the gate's command that stays the same while the lists are as the last run left them, and is new
 * whenever somebody else has changed them: the command then looks again, and puts right what is ours.
 */
export function seenSince(
  before: GateRecord | undefined,
  live: { readonly rules: readonly CustomRule[]; readonly associations: readonly string[] },
): string {
  if (before === undefined || agreesWith(before, live)) {
    return before?.seen ?? "";
  }
  return createHash("sha256")
    .update(JSON.stringify([before.seen, live]))
    .digest("hex")
    .slice(0, 12);
}
