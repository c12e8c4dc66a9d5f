import { z } from "zod";
import { managedSettings } from "../../domain/configuration/zone-settings.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { resourcesOf, type StateResource, textOutput } from "../state.ts";
import type { AddressRecord, IngressRule } from "../zone.ts";
import { changedOutside, type Finding, type Situation } from "./finding.ts";

/** DNS records of the stack that stand otherwise than the last run left them. */
export function findChangedRecords({ home, state, zone }: Situation<"records">): Finding[] {
  const hostnames = home.services.map(({ hostname }) => hostname);
  return resourcesOf(state, typeTokens.record).flatMap((written) => {
    const hostname = textOutput(written, "name") ?? "";
    const what = hostnames.includes(hostname) ? describeRecord(written, zone.records) : undefined;
    return what === undefined ? [] : [changedOutside(written, `DNS record ${hostname}`, what)];
  });
}

function describeRecord(written: StateResource, live: readonly AddressRecord[]): string | undefined {
  const now = live.find(({ id }) => id === written.id);
  if (now === undefined) {
    return "was deleted outside Pulumi: the house can't be reached";
  }
  if (now.content !== textOutput(written, "content")) {
    return `was pointed elsewhere outside (${now.content})`;
  }
  return now.proxied === written.outputs?.["proxied"]
    ? undefined
    : "was set to DNS only outside Pulumi: the house can't be reached";
}

/** Zone settings that the stack manages and that have another value now. */
export function findChangedSettings({ home, state, zone }: Situation<"settings">): Finding[] {
  const managed = new Set<unknown>(managedSettings(home.configuration.zoneSettings).map(({ id }) => id));
  return resourcesOf(state, typeTokens.setting).flatMap((written) => {
    const id = textOutput(written, "settingId") ?? "";
    const [before, now] = [String(written.outputs?.["value"]), zone.settings[id]];
    return !managed.has(id) || now === undefined || now === before
      ? []
      : [changedOutside(written, `zone setting ${id}`, `was changed outside (${before} → ${now})`)];
  });
}

/** As the provider writes a tunnel's configuration into the state. */
const writtenConfig = z.looseObject({
  ingresses: z
    .array(z.looseObject({ hostname: z.string().nullish(), service: z.string().nullish() }))
    .nullish(),
});

/** The tunnel's ingress, where it leads other hostnames or leads them elsewhere now. */
export function findChangedIngress({ state, zone }: Situation<"ingress">): Finding[] {
  const [written] = resourcesOf(state, typeTokens.ingress);
  if (written === undefined || zone.ingress === undefined) {
    return [];
  }
  const config = writtenConfig.safeParse(written.outputs?.["config"] ?? {});
  const before = (config.data?.ingresses ?? []).map(({ hostname, service }) => ({
    hostname: hostname ?? "",
    service: service ?? "",
  }));
  return describeIngress(before) === describeIngress(zone.ingress)
    ? []
    : [changedOutside(written, "the tunnel's ingress", "was changed outside")];
}

function describeIngress(ingress: readonly IngressRule[]): string {
  return ingress.map(({ hostname, service }) => `${hostname} ${service}`).join("\n");
}
