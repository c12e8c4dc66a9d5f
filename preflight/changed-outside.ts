import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import { lostAssociations } from "../domain/rules/associations.ts";
import type { CustomRule } from "../domain/rules/custom-rule.ts";
import type { Problem } from "../domain/errors.ts";
import { compareOwnRules } from "../domain/rules/rule-changes.ts";
import { managedSettings } from "../domain/configuration/zone-settings.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import { ask } from "./ask.ts";
import { recallGate } from "./gate-record.ts";
import type { Stack, Subject } from "./subject.ts";

/**
 * What stands otherwise at Cloudflare than the last run left it. A run that does not refresh believes its state and
 * would leave it so, with the house open or the family locked out: it has to be said.
 */
export function findChangedGate(stack: Stack, live: LiveGate): Problem[] {
  return [...findChangedRules(stack, live.rules), ...findLostAssociations(stack, live.associations)];
}

/** The gate as it is now. */
export interface LiveGate {
  readonly rules: readonly CustomRule[];
  readonly associations: readonly string[];
}

/** The same for what no other part of the survey reads: the tunnel's ingress, and the zone's settings. */
export async function findChangedSurroundings(subject: Subject, options: InvokeOptions): Promise<Problem[]> {
  const found = await Promise.all([
    findChangedIngress(subject, options),
    findChangedSettings(subject, options),
  ]);
  return found.flat();
}

function findChangedRules({ home, own }: Stack, live: readonly CustomRule[]): Problem[] {
  const before = recallGate(own)?.rules ?? [];
  return compareOwnRules(home.stack, before, live).map(({ where, what }) => changedOutside(where, what));
}

function findLostAssociations({ home, own }: Stack, live: readonly string[]): Problem[] {
  return lostAssociations(home, recallGate(own)?.hostnames ?? [], live).map((hostname) =>
    changedOutside(
      `the association of ${hostname}`,
      "was removed outside Pulumi: the edge no longer asks for a certificate, and all devices are locked out",
    ),
  );
}

async function findChangedIngress({ accountId, own }: Subject, options: InvokeOptions): Promise<Problem[]> {
  const [written] = own.ofType(typeTokens.ingress);
  const tunnelId = written?.outputs["tunnelId"];
  if (written === undefined || typeof tunnelId !== "string") {
    return [];
  }
  const live = await ask("reading the tunnel's ingress", () =>
    cloudflare.getZeroTrustTunnelCloudflaredConfig({ accountId, tunnelId }, options),
  );
  return describeIngress(live.config) === describeIngress(written.outputs["config"])
    ? []
    : [changedOutside("the tunnel's ingress", "was changed outside")];
}

function describeIngress(config: unknown): string {
  const { ingresses = [] } = (config ?? {}) as { ingresses?: { hostname?: string; service?: string }[] };
  return ingresses.map(({ hostname, service }) => `${hostname ?? ""} ${service ?? ""}`).join("\n");
}

async function findChangedSettings(
  { zoneId, home, own }: Subject,
  options: InvokeOptions,
): Promise<Problem[]> {
  const managed = new Set<unknown>(managedSettings(home.configuration.zoneSettings).map(({ id }) => id));
  const written = own.ofType(typeTokens.setting).filter(({ outputs }) => managed.has(outputs["settingId"]));
  const found = written.map(async ({ outputs }) => {
    const settingId = String(outputs["settingId"]);
    const { value } = await ask("reading zone settings", () =>
      cloudflare.getZoneSetting({ zoneId, settingId }, options),
    );
    const [before, now] = [String(outputs["value"]), value];
    return before === now
      ? []
      : [changedOutside(`zone setting ${settingId}`, `was changed outside (${before} → ${now})`)];
  });
  return (await Promise.all(found)).flat();
}

/** Something of this stack that somebody else changed. */
export function changedOutside(where: string, what: string): Problem {
  const fix =
    "A plain up does not look at what it has made; this one does, and puts it back: npx pulumi up --refresh";
  return { code: "changed-outside", where, what, fix };
}
