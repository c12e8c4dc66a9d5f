import { z } from "zod";
import { managedSettings } from "../../domain/configuration/zone-settings.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { ingressRules } from "../read-objects.ts";
import { resourcesOf, type StateResource, textOutput } from "../state.ts";
import type { AddressRecord, IngressRule } from "../zone.ts";
import { changedOutside, type Finding, type Situation } from "./finding.ts";
import { findChangedGate } from "./gate.ts";

/** Finds everything of the stack that somebody else has changed since the last run. */
export function findChanged(situation: Situation): Finding[] {
  return [
    ...findChangedRecords(situation),
    ...findChangedGate(situation),
    ...findChangedIngress(situation),
    ...findChangedSettings(situation),
  ];
}

function findChangedRecords({ home, state, zone }: Situation<"records">): Finding[] {
  const hostnames = home.services.map(({ hostname }) => hostname);
  return resourcesOf(state, typeTokens.record).flatMap((written) => {
    const hostname = textOutput(written, "name") ?? "";
    const what = hostnames.includes(hostname) ? compareRecord(written, zone.records) : undefined;
    return what === undefined ? [] : [changedOutside(written, `DNS record ${hostname}`, what)];
  });
}

function compareRecord(written: StateResource, live: readonly AddressRecord[]): string | undefined {
  const now = live.find(({ id }) => id === written.id);
  if (now === undefined) {
    return "was deleted outside Pulumi: the house can't be reached";
  }
  if (now.content !== textOutput(written, "content")) {
    return `was changed outside Pulumi: it points to ${now.content} now`;
  }
  return now.proxied === written.outputs?.["proxied"]
    ? undefined
    : "was set to DNS only outside Pulumi: the house can't be reached";
}

/** Leaves out settings that the owner no longer wants the stack to manage. */
function findChangedSettings({ home, state, zone }: Situation<"settings">): Finding[] {
  const managed = new Set<unknown>(managedSettings(home.configuration.zoneSettings).map(({ id }) => id));
  return resourcesOf(state, typeTokens.setting).flatMap((written) => {
    const id = textOutput(written, "settingId") ?? "";
    const [previous, now] = [String(written.outputs?.["value"]), zone.settings[id]];
    return !managed.has(id) || now === undefined || now === previous
      ? []
      : [changedOutside(written, `zone setting ${id}`, `was changed outside Pulumi (${previous} → ${now})`)];
  });
}

/** A tunnel's configuration as the provider writes it to the state. */
const writtenConfig = z.object({ ingresses: ingressRules });

function findChangedIngress({ state, zone }: Situation<"ingress">): Finding[] {
  const [written] = resourcesOf(state, typeTokens.ingress);
  if (written === undefined || zone.ingress === undefined) {
    return [];
  }
  const config = writtenConfig.safeParse(written.outputs?.["config"] ?? {});
  const previous = config.data?.ingresses ?? [];
  return ingressText(previous) === ingressText(zone.ingress)
    ? []
    : [changedOutside(written, "the tunnel's ingress", "was changed outside Pulumi")];
}

function ingressText(ingress: readonly IngressRule[]): string {
  return ingress.map(({ hostname, service }) => `${hostname} ${service}`).join("\n");
}
