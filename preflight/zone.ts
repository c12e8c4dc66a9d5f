import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import type { Configuration } from "../domain/configuration/settings.ts";
import { chooseZone, configuredZone, type ZoneIdentity } from "../domain/configuration/zone.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import { ask } from "./ask.ts";
import type { OwnState } from "./own-state.ts";
import { Refusal } from "./refusal.ts";

/** The zone in which the last run worked, as far as the state tells. */
export function recallZone(own: OwnState): ZoneIdentity | undefined {
  const zoneId = own.ofType(typeTokens.record)[0]?.outputs["zoneId"];
  const accountId = own.ofType(typeTokens.tunnel)[0]?.outputs["accountId"];
  return typeof zoneId === "string" && typeof accountId === "string" ? { zoneId, accountId } : undefined;
}

/** Looks the ids up by the zone's name, unless the configuration gives both. @throws Refusal */
export async function identifyZone(
  configuration: Configuration,
  options: InvokeOptions,
): Promise<ZoneIdentity> {
  const configured = configuredZone(configuration);
  if (configured !== undefined) {
    return configured;
  }
  const { zone: name } = configuration;
  const { results } = await ask(`looking up the zone ${name}`, () => cloudflare.getZones({ name }, options));
  const chosen = chooseZone(
    results.map(({ id, account }) => ({
      zoneId: id,
      accountId: account.id,
      accountName: account.name,
    })),
    configuration,
  );
  if ("code" in chosen) {
    throw new Refusal([chosen]);
  }
  return chosen;
}
