import { z } from "zod";
import type { Home } from "../configuration/home.ts";
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

/** What the last run left in the zone's two shared lists: the output of the gate's command, kept in the stack's state. */
export interface GateRecord {
  /** The prefix of the refs of our rules. */
  readonly refPrefix: string;
  /** Our hostnames, which that run associated. */
  readonly hostnames: readonly string[];
  /** Those of our hostnames that an enabled rule of ours names. */
  readonly guarded: readonly string[];
  /** All custom rules of the zone in their order, including those of others, each abridged. */
  readonly rules: readonly CustomRule[];
  /** The command's input `SEEN`. */
  readonly seen: string;
}

/** Reads a record; undefined for anything else, such as the output of a run that was cut off. */
export function readGateRecord(text: unknown): GateRecord | undefined {
  const parsed = record.safeParse(parseJson(text));
  return parsed.success ? parsed.data : undefined;
}

/** Whether the lists still are as that run left them, as far as the gate or a message to the owner depends on them. */
export function agreesWith(
  previous: GateRecord,
  live: { readonly rules: readonly CustomRule[]; readonly associations: readonly string[] },
): boolean {
  return (
    previous.rules.length === live.rules.length &&
    previous.rules.every((one, index) => isSameRule(one, live.rules[index])) &&
    previous.hostnames.every((hostname) => live.associations.includes(hostname))
  );
}

/** Returns the home's hostnames that the last run associated and that are no longer associated. */
export function lostAssociations(home: Home, previous: readonly string[], live: readonly string[]): string[] {
  return home.services
    .map(({ hostname }) => hostname)
    .filter((hostname) => previous.includes(hostname) && !live.includes(hostname));
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === "string" ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    return undefined;
  }
}
