import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import type { Configuration } from "../domain/configuration/settings.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import { ask } from "./ask.ts";
import type { OwnState } from "./own-state.ts";
import { Refusal } from "./refusal.ts";

/** The zone and its account. */
export interface ZoneIdentity {
  readonly zoneId: string;
  readonly accountId: string;
}

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
  const { zone: name, zoneId, accountId } = configuration;
  if (zoneId !== undefined && accountId !== undefined) {
    return { zoneId, accountId };
  }
  const { results } = await ask(`looking up the zone ${name}`, () => cloudflare.getZones({ name }, options));
  const candidates = results.filter((zone) => zoneId === undefined || zone.id === zoneId);
  const [zone, ...others] = candidates.filter(
    (zone) => accountId === undefined || zone.account.id === accountId,
  );
  if (zone === undefined) {
    throw new Refusal([
      {
        code: "zone-not-found",
        where: "zone",
        what: `"${name}" was not found, or is not visible to this token`,
        fix: "Give the token Zone · Zone · Read, or set zoneId and accountId (32 digits each, on the zone's Overview page).",
      },
    ]);
  }
  if (others.length > 0) {
    const ids = [zone, ...others].map((one) => `${one.id} (account ${one.account.name})`).join(", ");
    throw new Refusal([
      {
        code: "several-zones",
        where: "zone",
        what: `"${name}" is the name of several zones: ${ids}`,
        fix: "Choose one: npx pulumi config set zoneId <id>",
      },
    ]);
  }
  return { zoneId: zone.id, accountId: zone.account.id };
}
