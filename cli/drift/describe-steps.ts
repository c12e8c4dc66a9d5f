import type { Problem } from "../../domain/errors.ts";
import { type Finding, putBack } from "../../zone/findings/finding.ts";
import { resourcesOf } from "../../zone/state.ts";
import type { ExportedResource, ExportedStack } from "../state.ts";
import { nounOf } from "./noun.ts";
import type { PreviewStep } from "./preview.ts";

/**
 * Pulumi's steps as plain sentences, one for each resource: what was changed outside, and what the configuration asks
 * for and no run has done yet.
 */
export function describeSteps(steps: readonly PreviewStep[], state: ExportedStack): Finding[] {
  const urns = [...new Set(steps.map(({ urn }) => urn))];
  return urns.flatMap((urn) => {
    const where = nounOf(urn);
    const own = steps.filter((step) => step.urn === urn);
    const before = resourcesOf(state).find((one) => one.urn === urn && one.delete !== true);
    if (where === undefined || own.every(isEnvironmentOnly)) {
      return [];
    }
    const { byRefresh, ...sentence } = describeOps(own, before);
    return [{ problem: { where, ...sentence }, urn, ...(byRefresh === undefined ? {} : { byRefresh }) }];
  });
}

/**
 * A command's environment stands nowhere at Cloudflare, and what it holds of the configuration shows in other resources.
 * It holds the API token, too: whoever looks with a token of their own, as watch.yml does, has changed nothing.
 */
function isEnvironmentOnly({ op, urn, diffReasons }: PreviewStep): boolean {
  const keys = (diffReasons ?? []).map(topLevel);
  return (
    op === "update" &&
    urn.includes("command:local:Command::") &&
    keys.length > 0 &&
    keys.every((key) => key === "environment")
  );
}

type Sentence = Omit<Problem, "where"> & Pick<Finding, "byRefresh">;

const deploy = "If you want it so: npx pulumi up";

function describeOps(steps: readonly PreviewStep[], before: ExportedResource | undefined): Sentence {
  const ops = steps.map(({ op }) => op);
  if (before === undefined) {
    return {
      code: "not-deployed",
      what: "is in the configuration but has not been created yet",
      fix: deploy,
    };
  }
  if (ops.includes("create")) {
    return {
      code: "gone",
      what: "was deleted outside Pulumi",
      fix: "Make it again: npx pulumi up --refresh",
      byRefresh: true,
    };
  }
  if (ops.every((op) => op === "delete" || op === "discard")) {
    return {
      code: "not-deployed",
      what: "was removed from the configuration but still exists",
      fix: deploy,
    };
  }
  return describeChange(steps, before);
}

function describeChange(steps: readonly PreviewStep[], before: ExportedResource): Sentence {
  const last = steps.findLast(({ newState }) => newState?.inputs != null);
  // A refresh has put what is at Cloudflare now into the old state's inputs.
  const [live, wanted] = [last?.oldState?.inputs ?? {}, last?.newState?.inputs ?? {}];
  const keys = changedKeys(steps, live, wanted);
  const edited = keys.filter((key) => isKnownDifferent(before.inputs?.[key], wanted[key]));
  if (edited.length > 0 && !isSharedList(before)) {
    const changes = edited.map((key) => `${key}${from(before.inputs?.[key], wanted[key])}`).join(", ");
    return {
      code: "not-deployed",
      what: `was changed in the configuration since the last run: ${changes}`,
      fix: deploy,
    };
  }
  const changes = keys.map((key) => `${key}${from(wanted[key], live[key])}`).join(", ");
  return {
    code: "changed-outside",
    what: `was changed outside Pulumi: ${changes}`,
    fix: putBack,
    byRefresh: true,
  };
}

type Values = Readonly<Record<string, unknown>>;

/** What Pulumi says will change, without what only Cloudflare sets, such as times and versions. */
function changedKeys(steps: readonly PreviewStep[], live: Values, wanted: Values): string[] {
  const all = [...new Set(steps.flatMap(({ diffReasons }) => diffReasons ?? []).map(topLevel))];
  const set = all.filter((key) => key in wanted && JSON.stringify(wanted[key]) !== JSON.stringify(live[key]));
  return set.length === 0 ? all : set;
}

/** What others have in these lists is part of what the stack writes: they differ whenever somebody else's part does. */
function isSharedList({ type, urn }: ExportedResource): boolean {
  return /:Command$/.test(type) && /::gate-rules$/.test(urn);
}

/** `content["x"]`, `rules[0].enabled` → `content`, `rules` */
function topLevel(path: string): string {
  return /^[^.[]*/.exec(path)?.[0] ?? path;
}

function isKnownDifferent(one: unknown, other: unknown): boolean {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  return a !== b && !isSecret(a) && !isSecret(b);
}

/** Encrypted in an export, blinded in a preview: nothing can be said about them. */
function isSecret(json: string | undefined): boolean {
  return json === undefined || json.includes("4dabf18193072939515e22adb298388d") || json.includes("[secret]");
}

/** ` ("strict" → "full")`, for values that fit a sentence. */
function from(before: unknown, after: unknown): string {
  const [a, b] = [JSON.stringify(before), JSON.stringify(after)];
  const long = (json: string | undefined): boolean => json === undefined || json.length > 60;
  return long(a) || long(b) || isSecret(a) || isSecret(b) || a === b ? "" : ` (${a} → ${b})`;
}
