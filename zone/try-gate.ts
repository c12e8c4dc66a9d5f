import type { Problem } from "../domain/errors.ts";
import { doors, type HeldDevice, ruleSlots } from "../domain/configuration/home.ts";
import type { CustomRule } from "../domain/rules/custom-rule.ts";
import { type BlockRule, blockRules, type Door } from "../domain/rules/gate-rule.ts";
import { type RuleWrite, writesToTry } from "../domain/rules/gate-writes.ts";
import { ApiError, type CloudflareApi, path } from "./api.ts";
import { ask } from "./ask.ts";
import type { Situation } from "./findings/finding.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { requestFor, requestForList, type RuleRequest } from "./gate-requests.ts";
import { findEntryPoint } from "./read-rules.ts";
import { writtenGate } from "./state.ts";

/** Whether Cloudflare accepts the rules that a run is about to write. */
export interface GateVerdict {
  /** What Cloudflare refuses; the run would fail halfway. */
  readonly refused: readonly Problem[];
  /** Why the rules could not be tried; undefined if they were, or if there was nothing to try. */
  readonly untried: Problem | undefined;
  /** Whether the token may write custom rules; undefined if nothing was tried. */
  readonly mayWrite: boolean | undefined;
}

export interface Trial extends Situation<"entryPoint"> {
  readonly zoneId: string;
  /** Returns the pin of a device's certificate, or a placeholder if it has no certificate yet. */
  readonly pinOf: (held: HeldDevice) => string;
  /** Also tries rules that are live already. */
  readonly always?: boolean;
}

/**
 * Sends the rules that a run is about to write as dry runs: Cloudflare checks syntax, fields, functions, plan, quota and
 * permission as for the actual write, and publishes nothing. Sends nothing if all rules are live.
 * https://developers.cloudflare.com/ruleset-engine/rulesets-api/dry-run/
 * @throws Failure if Cloudflare can't be reached or fails
 */
export async function tryGate(api: CloudflareApi, trial: Trial): Promise<GateVerdict> {
  const { home, zoneId, zone } = trial;
  const doorOf = doorsByRule(trial);
  const writes = writesFor(trial, [...doorOf.keys()]);
  const [first, ...others] = writes;
  if (first === undefined) {
    return { refused: [], untried: undefined, mayWrite: undefined };
  }
  const list = { zoneId, rulesetId: zone.entryPoint?.id };
  const explain = (error: ApiError, write: RuleWrite): Promise<Problem[]> => {
    const door = doorOf.get(write.rule) ?? { hostnames: [], lanes: [], pins: [] };
    const isAccepted = async (rule: BlockRule): Promise<boolean> =>
      (await tryRequest(api, requestFor(list, { ...write, rule }))) === "accepted";
    return explainRefusal(error, { home, write, door, isAccepted });
  };
  // A list that does not exist yet is created with all rules at once.
  const isOneRequest = list.rulesetId === undefined && others.length > 0;
  const together = isOneRequest ? await tryRequest(api, requestForList(zoneId, writes)) : undefined;
  if (together !== undefined && !isRefusal(together)) {
    return conclude(api, trial, { writes, outcome: together });
  }
  const refused: Problem[] = [];
  for (const write of writes) {
    const outcome = await tryRequest(api, requestFor(list, write));
    if (isRefusal(outcome)) {
      refused.push(...(await explain(outcome, write)));
    } else if (outcome !== "accepted") {
      return conclude(api, trial, { writes, outcome });
    }
  }
  if (refused.length === 0 && isRefusal(together)) {
    // Each rule is accepted on its own, but not all of them together.
    refused.push(...(await explain(together, first)));
  }
  return { refused, untried: undefined, mayWrite: true };
}

/** Returns the verdict for an answer that does not refuse a rule. */
async function conclude(
  api: CloudflareApi,
  trial: Trial,
  { writes, outcome }: { readonly writes: readonly RuleWrite[]; readonly outcome: Outcome },
): Promise<GateVerdict> {
  if (outcome === "accepted") {
    return { refused: [], untried: undefined, mayWrite: true };
  }
  if (outcome instanceof ApiError) {
    return { refused: [], untried: mayNotWrite, mayWrite: false };
  }
  if (outcome === "written") {
    await takeBack(api, trial, writes);
  }
  return { refused: [], untried: noDryRun, mayWrite: undefined };
}

/** Returns the home's rules, each with the door that it guards. */
function doorsByRule({ home, pinOf }: Trial): Map<BlockRule, Door> {
  const pinsOf = (device: string): string[] =>
    home.held.filter((held) => held.device === device).map((held) => pinOf(held));
  return new Map(
    doors(home, pinsOf).flatMap((door) => blockRules(door).map((rule) => [rule, door] as const)),
  );
}

function writesFor({ home, state, zone, always }: Trial, rules: readonly BlockRule[]): RuleWrite[] {
  const desired = {
    stack: home.stack,
    formerPrefix: writtenGate(state)?.record.refPrefix,
    rules,
    hostnames: home.services.map(({ hostname }) => hostname),
    position: home.configuration.gatePosition,
    slots: ruleSlots[home.configuration.plan],
  };
  const live = zone.entryPoint?.rules ?? [];
  const writes = writesToTry(desired, live);
  return writes.length > 0 || always !== true ? writes : writeAgain(rules, live);
}

/** Returns writes that would leave the live rules as they are. */
function writeAgain(rules: readonly BlockRule[], live: readonly CustomRule[]): RuleWrite[] {
  return rules.flatMap((rule) => {
    const own = live.find(({ expression }) => expression === rule.expression);
    return own === undefined ? [] : [{ kind: "change" as const, id: own.id, ref: own.ref, rule }];
  });
}

/** The outcome of a dry run. An API without dry runs refuses the parameter, or ignores it and carries out the write. */
type Outcome = "accepted" | "written" | "unknown parameter" | ApiError;

/** @throws Failure if Cloudflare fails or does not answer: its verdict is then unknown */
async function tryRequest(api: CloudflareApi, { method, path: at, body }: RuleRequest): Promise<Outcome> {
  return ask("trying the gate's rules", async () => {
    try {
      const result = await api.send(method, `${at}?dry_run=true`, body);
      return result == null ? "accepted" : "written";
    } catch (error) {
      if (!(error instanceof ApiError) || error.status >= 500) {
        throw error;
      }
      return error.detail.includes("dry_run") ? "unknown parameter" : error;
    }
  });
}

/** Undoes what an API without dry runs has written, which can only be rules that block. */
async function takeBack(
  api: CloudflareApi,
  { zoneId, zone }: Trial,
  writes: readonly RuleWrite[],
): Promise<void> {
  const previous = zone.entryPoint?.rules ?? [];
  await ask("taking back a rule", async () => {
    const entry = await findEntryPoint(api, { zoneId });
    const refs = writes.map(({ ref }) => ref);
    for (const written of entry?.rules.filter(({ ref }) => refs.includes(ref)) ?? []) {
      const at = path`zones/${zoneId}/rulesets/${entry?.id ?? ""}/rules/${written.id}`;
      const old = previous.find(({ id }) => id === written.id);
      if (old === undefined) {
        await api.send("DELETE", at);
      } else {
        const { ref, action, enabled, expression, description } = old;
        await api.send("PATCH", at, { ref, action, enabled, expression, description });
      }
    }
  });
}

/** Whether Cloudflare refuses the rule itself rather than the token. */
function isRefusal(outcome: Outcome | undefined): outcome is ApiError {
  return outcome instanceof ApiError && outcome.status !== 401 && outcome.status !== 403;
}

/** A token that may only read, such as that of the weekly drift check, is enough for a preview. */
const mayNotWrite: Problem = {
  code: "not-tried",
  where: "CLOUDFLARE_API_TOKEN",
  what: "may not write custom rules, so Cloudflare can't check the gate's rules in advance",
  fix: "pulumi up needs Zone · Zone WAF · Edit; a preview works without it.",
};

const noDryRun: Problem = {
  code: "not-tried",
  where: "Cloudflare's API",
  what: "does not support dry runs here, so it can't check the gate's rules in advance",
  fix: "Nothing to do: if Cloudflare refuses a rule, the run stops when it writes that rule.",
};
