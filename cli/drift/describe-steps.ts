import type { Problem } from "../../domain/errors.ts";
import { type Finding, putBack } from "../../zone/findings/finding.ts";
import { logicalName, resourcesOf } from "../../zone/state.ts";
import type { ExportedResource, ExportedStack } from "../state.ts";
import type { PreviewStep } from "./preview.ts";

/**
 * Describes the steps of a preview in plain sentences, one for each resource: what was changed outside Pulumi, and what is
 * configured but not deployed yet.
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
    return [{ problem: { where, ...sentence }, urn, ...(byRefresh && { byRefresh }) }];
  });
}

const nouns: readonly (readonly [type: RegExp, suffix: RegExp, noun: (name: string) => string])[] = [
  [/:ZoneSetting$/, /^zone-settings-/, (name) => `zone setting ${name}`],
  [/:DnsRecord$/, /-record$/, (name) => `DNS record ${name}`],
  [/:ZeroTrustTunnelCloudflared$/, /$/, () => "the tunnel"],
  [/:ZeroTrustTunnelCloudflaredConfig$/, /$/, () => "the tunnel's ingress"],
  [/:Command$/, /^gate-rules$/, () => "the gate"],
  [/:ClientCertificate$/, /-certificate$/, (name) => `certificate of ${name}`],
  [/:PrivateKey$/, /-key$/, (name) => `key of ${name}`],
  [/:CertRequest$/, /-request$/, (name) => `certificate request of ${name}`],
  [/:RandomPassword$/, /-password$/, (name) => `bundle password of ${name}`],
  [/:Command$/, /^home-assistant-setup$/, () => "Home Assistant's set-up"],
  [/:Command$/, /^home-assistant-record$/, () => "the record of what was found at Home Assistant"],
  [/:Command$/, /-bundle$/, (name) => `bundle of ${name}`],
];

/** The owner's word for a resource; undefined for those that only Pulumi knows: components, providers, the stack itself. */
function nounOf(urn: string): string | undefined {
  const type = urn.split("::").at(2)?.split("$").at(-1) ?? "";
  const name = logicalName({ urn });
  if (/^(pulumi|ha-mtls):/.test(type)) {
    return undefined;
  }
  const [, suffix = "", noun] =
    nouns.find(([ofType, ending]) => ofType.test(type) && ending.test(name)) ?? [];
  return noun?.(name.replace(suffix, "")) ?? name;
}

/**
 * Cloudflare knows nothing of a command's environment, and what is configured in it shows in other resources. It also
 * contains the API token: running drift with another token, as watch.yml does, is no change.
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

const notDeployed = { code: "not-deployed", fix: "If this is intended: npx pulumi up" } as const;

function describeOps(steps: readonly PreviewStep[], before: ExportedResource | undefined): Sentence {
  const ops = steps.map(({ op }) => op);
  if (before === undefined) {
    return { ...notDeployed, what: "is in the configuration but has not been created yet" };
  }
  if (ops.includes("create")) {
    return {
      code: "gone",
      what: "was deleted outside Pulumi",
      fix: "Create it again: npx pulumi up --refresh",
      byRefresh: true,
    };
  }
  if (ops.every((op) => op === "delete" || op === "discard")) {
    return { ...notDeployed, what: "was removed from the configuration but still exists" };
  }
  return describeChange(steps, before);
}

function describeChange(steps: readonly PreviewStep[], before: ExportedResource): Sentence {
  const last = steps.findLast(({ newState }) => newState?.inputs != null);
  // After a refresh the old state's inputs are those that are live at Cloudflare.
  const [live, wanted] = [last?.oldState?.inputs ?? {}, last?.newState?.inputs ?? {}];
  const keys = changedKeys(steps, live, wanted);
  const edited = keys.filter((key) => isKnownDifferent(before.inputs?.[key], wanted[key]));
  if (edited.length > 0 && !isSharedList(before)) {
    const changes = edited.map((key) => `${key}${fromTo(before.inputs?.[key], wanted[key])}`).join(", ");
    return { ...notDeployed, what: `was changed in the configuration since the last run: ${changes}` };
  }
  const changes = keys.map((key) => `${key}${fromTo(wanted[key], live[key])}`).join(", ");
  return {
    code: "changed-outside",
    what: `was changed outside Pulumi: ${changes}`,
    fix: putBack,
    byRefresh: true,
  };
}

type Values = Readonly<Record<string, unknown>>;

/** The inputs that Pulumi says will change, without values that only Cloudflare sets, such as times and versions. */
function changedKeys(steps: readonly PreviewStep[], live: Values, wanted: Values): string[] {
  const all = [...new Set(steps.flatMap(({ diffReasons }) => diffReasons ?? []).map(topLevel))];
  const set = all.filter((key) => key in wanted && JSON.stringify(wanted[key]) !== JSON.stringify(live[key]));
  return set.length === 0 ? all : set;
}

/** The gate's command writes other people's list entries, too, so its inputs also differ when those have changed. */
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

/** Secrets are encrypted in an export and masked in a preview, so they can't be compared. */
function isSecret(json: string | undefined): boolean {
  return json === undefined || json.includes("4dabf18193072939515e22adb298388d") || json.includes("[secret]");
}

/** ` ("strict" → "full")`, for values that are short enough and no secrets. */
function fromTo(before: unknown, after: unknown): string {
  const [a, b] = [JSON.stringify(before), JSON.stringify(after)];
  const isShown = [a, b].every((json) => !isSecret(json) && json.length <= 60) && a !== b;
  return isShown ? ` (${a} → ${b})` : "";
}
