import { z } from "zod";
import type { CustomRule } from "./custom-rule.ts";
import { isSameRule } from "./rule-changes.ts";

const rule = z.looseObject({
  id: z.string(),
  ref: z.string(),
  action: z.string(),
  enabled: z.boolean(),
  expression: z.string(),
  description: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  logged: z.boolean(),
});

const record = z.object({
  refPrefix: z.string(),
  hostnames: z.array(z.string()),
  guarded: z.array(z.string()),
  rules: z.array(rule),
  seen: z.string(),
});

/** What the last run left in the zone's two shared lists; kept in the stack's state as the output of the gate's command. */
export interface GateRecord {
  /** What the refs of our rules began with. */
  readonly refPrefix: string;
  /** Our hostnames, associated and guarded. */
  readonly hostnames: readonly string[];
  /** Those of them that a rule of ours in force speaks of. */
  readonly guarded: readonly string[];
  /** All custom rules of the zone in their order, others' among them, each abridged. */
  readonly rules: readonly CustomRule[];
  /** The input `SEEN` of that run. */
  readonly seen: string;
}

/** Reads a record; undefined for a text that is none, such as that of a run that was cut off. */
export function readGateRecord(text: unknown): GateRecord | undefined {
  const parsed = record.safeParse(parseJson(text));
  return parsed.success ? parsed.data : undefined;
}

/** Whether the lists are as that run left them, as far as they matter to the gate or to what the owner is told. */
export function agreesWith(
  before: GateRecord,
  live: { readonly rules: readonly CustomRule[]; readonly associations: readonly string[] },
): boolean {
  return (
    before.rules.length === live.rules.length &&
    before.rules.every((one, index) => isSameRule(one, live.rules[index])) &&
    before.hostnames.every((hostname) => live.associations.includes(hostname))
  );
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === "string" ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    return undefined;
  }
}
