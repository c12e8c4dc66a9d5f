import type { Problem } from "../domain/errors.ts";
import { doors, type HeldDevice, ruleSlots } from "../domain/configuration/home.ts";
import type { CustomRule } from "../domain/rules/custom-rule.ts";
import { type BlockRule, blockRules, type Door } from "../domain/rules/gate-rule.ts";
import { type RuleWrite, writesToTry } from "../domain/rules/gate-writes.ts";
import { ApiError, type CloudflareApi, path } from "./api.ts";
import { ask } from "./ask.ts";
import type { Situation } from "./findings/finding.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { requestFor, type RuleList } from "./gate-requests.ts";
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
  const refused: Problem[] = [];
  for (const write of writes) {
    const outcome = await tryWrite(api, list, write);
    if (outcome === "unknown parameter" || outcome === "written") {
      await (outcome === "written" ? takeBack(api, trial, write) : undefined);
      return { refused: [], untried: noDryRun, mayWrite: undefined };
    }
    if (outcome !== "fine" && isForbidden(outcome)) {
      return { refused: [], untried: mayNotWrite, mayWrite: false };
    }
    const door = tried.get(write.rule);
    if (outcome !== "fine" && door !== undefined) {
      const isTaken = takes(api, list, write);
      refused.push(...(await explainRefusal(outcome, { home: trial.home, write, door, isTaken })));
    }
  }
  return { refused, untried: undefined, mayWrite: true };
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
async function tryWrite(api: CloudflareApi, list: RuleList, write: RuleWrite): Promise<Outcome> {
  const { method, path: at, body } = requestFor(list, write);
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

/** Whether Cloudflare takes another rule in the place of a refused one. */
function takes(api: CloudflareApi, list: RuleList, write: RuleWrite) {
  return async (rule: BlockRule): Promise<boolean> =>
    (await tryWrite(api, list, { ...write, rule })) === "fine";
}

/** Undoes the one write that an API carried out although it was to be tried only: all that it brought is a rule that blocks. */
async function takeBack(api: CloudflareApi, { zoneId, zone }: Trial, write: RuleWrite): Promise<void> {
  const before = zone.entryPoint?.rules ?? [];
  await ask("taking back a rule", async () => {
    const entry = await findEntryPoint(api, { zoneId });
    const written = entry?.rules.find(({ ref }) => ref === write.ref);
    if (entry === undefined || written === undefined) {
      return;
    }
    const at = path`zones/${zoneId}/rulesets/${entry.id}/rules/${written.id}`;
    const old = before.find(({ id }) => id === written.id);
    if (old === undefined) {
      await api.send("DELETE", at);
    } else {
      const { ref, action, enabled, expression, description } = old;
      await api.send("PATCH", at, { ref, action, enabled, expression, description });
    }
  });
}

const isForbidden = ({ status }: ApiError): boolean => status === 401 || status === 403;

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
