import type { Problem } from "../domain/errors.ts";
import { doors, type HeldDevice, ruleSlots } from "../domain/configuration/home.ts";
import type { CustomRule } from "../domain/rules/custom-rule.ts";
import { type BlockRule, blockRules, type Door } from "../domain/rules/gate-rule.ts";
import { type RuleWrite, writesToTry } from "../domain/rules/gate-writes.ts";
import { type CloudflareApi, path } from "./api.ts";
import { ApiError } from "./api-error.ts";
import { ask } from "./ask.ts";
import type { Situation } from "./findings/finding.ts";
import { explainRefusal, type RefusedWrite } from "./explain-refusal.ts";
import { requestFor, requestForList, type RuleList, type RuleRequest } from "./gate-requests.ts";
import { findEntryPoint } from "./read-rules.ts";
import { writtenGate } from "./state.ts";

/** What Cloudflare says to the rules that a run is about to write. */
export interface Verdict {
  /** What it refuses: the run would stop half-way. */
  readonly refused: readonly Problem[];
  /** Why it could not be asked; undefined where it was, or where there was nothing to ask. */
  readonly untried: Problem | undefined;
  /** Whether the token may write custom rules; undefined where nobody was asked. */
  readonly mayWrite: boolean | undefined;
}

export interface Trial extends Situation<"entryPoint"> {
  readonly zoneId: string;
  /** The pin of a device's certificate, or one that stands for it before there is a certificate. */
  readonly pinOf: (held: HeldDevice) => string;
  /** Asks also about rules that are live already. */
  readonly always?: boolean;
}

/**
 * Sends the rules that a run is about to write as dry runs: Cloudflare checks syntax, fields, functions, plan, quota and
 * permission as for the write itself, and publishes nothing. Nobody is asked when all of them are live.
 * https://developers.cloudflare.com/ruleset-engine/rulesets-api/dry-run/
 * @throws Failure when Cloudflare can't be reached or fails
 */
export async function tryGate(api: CloudflareApi, trial: Trial): Promise<Verdict> {
  const tried = rulesOf(trial);
  const writes = writesFor(trial, tried);
  if (writes.length === 0) {
    return { refused: [], untried: undefined, mayWrite: undefined };
  }
  const list = { zoneId: trial.zoneId, rulesetId: trial.zone.entryPoint?.id };
  const whole = await tryTogether(api, list, writes);
  if (whole !== undefined && !isRefusal(whole)) {
    return conclude(api, trial, { writes, outcome: whole });
  }
  const refused: Problem[] = [];
  for (const write of writes) {
    const outcome = await tryRequest(api, requestFor(list, write));
    if (isRefusal(outcome)) {
      refused.push(...(await explainRefusal(outcome, blameFor({ api, list, trial, tried, write }))));
    } else if (outcome !== "fine") {
      return conclude(api, trial, { writes, outcome });
    }
  }
  const [first] = writes;
  if (refused.length === 0 && isRefusal(whole) && first !== undefined) {
    // Each is taken by itself, and all of them are not.
    refused.push(...(await explainRefusal(whole, blameFor({ api, list, trial, tried, write: first }))));
  }
  return { refused, untried: undefined, mayWrite: true };
}

/** A list that does not exist yet is made with all rules in one request; undefined where they come one by one. */
async function tryTogether(
  api: CloudflareApi,
  { zoneId, rulesetId }: RuleList,
  writes: readonly RuleWrite[],
): Promise<Outcome | undefined> {
  return rulesetId !== undefined || writes.length < 2
    ? undefined
    : tryRequest(api, requestForList(zoneId, writes));
}

interface Tried {
  readonly api: CloudflareApi;
  readonly list: RuleList;
  readonly trial: Trial;
  readonly tried: ReadonlyMap<BlockRule, Door>;
  readonly write: RuleWrite;
}

/** What decides which setting is to blame: whether Cloudflare takes another rule in the place of the refused one. */
function blameFor({ api, list, trial: { home }, tried, write }: Tried): RefusedWrite {
  const door = tried.get(write.rule) ?? { hostnames: [], lanes: [], pins: [] };
  const isTaken = async (rule: BlockRule): Promise<boolean> =>
    (await tryRequest(api, requestFor(list, { ...write, rule }))) === "fine";
  return { home, write, door, isTaken };
}

/** What an answer means that is no refusal of a rule. */
async function conclude(
  api: CloudflareApi,
  trial: Trial,
  { writes, outcome }: { readonly writes: readonly RuleWrite[]; readonly outcome: Outcome },
): Promise<Verdict> {
  if (outcome === "fine") {
    return { refused: [], untried: undefined, mayWrite: true };
  }
  if (outcome instanceof ApiError) {
    return { refused: [], untried: mayNotWrite, mayWrite: false };
  }
  await (outcome === "written" ? takeBack(api, trial, writes) : undefined);
  return { refused: [], untried: noDryRun, mayWrite: undefined };
}

/** The home's rules, each with the door that it guards. */
function rulesOf({ home, pinOf }: Trial): Map<BlockRule, Door> {
  const pinsOf = (device: string): string[] =>
    home.held.filter((held) => held.device === device).map((held) => pinOf(held));
  return new Map(
    doors(home, pinsOf).flatMap((door) => blockRules(door).map((rule) => [rule, door] as const)),
  );
}

function writesFor({ home, state, zone, always }: Trial, tried: ReadonlyMap<BlockRule, Door>): RuleWrite[] {
  const desired = {
    stack: home.stack,
    formerPrefix: writtenGate(state)?.record.refPrefix,
    rules: [...tried.keys()],
    hostnames: home.services.map(({ hostname }) => hostname),
    position: home.configuration.gatePosition,
    slots: ruleSlots[home.configuration.plan],
  };
  const live = zone.entryPoint?.rules ?? [];
  const found = writesToTry(desired, live);
  return found.length > 0 || always !== true ? found : writeAgain(desired.rules, live);
}

/** Rules that are live as they should be, written once more. */
function writeAgain(rules: readonly BlockRule[], live: readonly CustomRule[]): RuleWrite[] {
  return rules.flatMap((rule) => {
    const own = live.find(({ expression }) => expression === rule.expression);
    return own === undefined ? [] : [{ kind: "change" as const, id: own.id, ref: own.ref, rule }];
  });
}

/** What came of a dry run: an API that does not know the parameter refuses it, or ignores it and carries the write out. */
type Outcome = "fine" | "written" | "unknown parameter" | ApiError;

/** @throws Failure for what fails or does not answer: what Cloudflare would say is not known then */
async function tryRequest(api: CloudflareApi, { method, path: at, body }: RuleRequest): Promise<Outcome> {
  return ask("trying the gate's rules", async () => {
    try {
      const result = await api.send(method, `${at}?dry_run=true`, body);
      return result == null ? "fine" : "written";
    } catch (error) {
      if (!(error instanceof ApiError) || error.status >= 500) {
        throw error;
      }
      return error.said.includes("dry_run") ? "unknown parameter" : error;
    }
  });
}

/** Undoes what an API wrote that was to be tried only: all that it can have brought are rules that block. */
async function takeBack(
  api: CloudflareApi,
  { zoneId, zone }: Trial,
  writes: readonly RuleWrite[],
): Promise<void> {
  const before = zone.entryPoint?.rules ?? [];
  await ask("taking back a rule", async () => {
    const entry = await findEntryPoint(api, { zoneId });
    const refs = writes.map(({ ref }) => ref);
    for (const written of entry?.rules.filter(({ ref }) => refs.includes(ref)) ?? []) {
      const at = path`zones/${zoneId}/rulesets/${entry?.id ?? ""}/rules/${written.id}`;
      const old = before.find(({ id }) => id === written.id);
      if (old === undefined) {
        await api.send("DELETE", at);
      } else {
        const { ref, action, enabled, expression, description } = old;
        await api.send("PATCH", at, { ref, action, enabled, expression, description });
      }
    }
  });
}

/** Whether Cloudflare refuses the rule itself, not the token. */
function isRefusal(outcome: Outcome | undefined): outcome is ApiError {
  return outcome instanceof ApiError && outcome.status !== 401 && outcome.status !== 403;
}

/** A token that only looks, such as the weekly watch's, is enough for a preview. */
const mayNotWrite: Problem = {
  code: "not-tried",
  where: "CLOUDFLARE_API_TOKEN",
  what: "may not write custom rules, so Cloudflare can't check the gate's rules beforehand",
  fix: "For an up give it Zone · Zone WAF · Edit; a preview goes on without.",
};

const noDryRun: Problem = {
  code: "not-tried",
  where: "Cloudflare's API",
  what: "does not know dry runs here, so it can't check the gate's rules beforehand",
  fix: "Nothing to do: a rule that it refuses stops the run when it is written.",
};
