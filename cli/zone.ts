import type Cloudflare from "cloudflare";
import type { Configuration } from "../domain/configuration/settings.ts";
import { ask } from "./cloudflare.ts";
import { collect } from "./collect.ts";
import { Failure } from "./failure.ts";

/** The zone and its account. */
export interface ZoneIdentity {
  readonly zoneId: string;
  readonly accountId: string;
}

/** Looks the ids up by the zone's name, unless the configuration gives both. @throws Failure */
export async function identifyZone(api: Cloudflare, configuration: Configuration): Promise<ZoneIdentity> {
  const { zone: name, zoneId, accountId } = configuration;
  if (zoneId !== undefined && accountId !== undefined) {
    return { zoneId, accountId };
  }
  const zones = await ask(`looking up the zone ${name}`, () => collect(api.zones.list({ name })));
  const candidates = zones
    .map((zone) => ({ zoneId: zone.id, accountId: zone.account.id ?? "" }))
    .filter(
      (zone) => (zoneId ?? zone.zoneId) === zone.zoneId && (accountId ?? zone.accountId) === zone.accountId,
    );
  const [zone, ...others] = candidates;
  if (zone === undefined) {
    throw new Failure({
      code: "zone-not-found",
      where: "zone",
      what: `"${name}" was not found, or is not visible to this token`,
      fix: "Give the token Zone · Zone · Read, or set zoneId and accountId (32 digits each, on the zone's Overview page).",
    });
  }
  if (others.length > 0) {
    throw new Failure({
      code: "several-zones",
      where: "zone",
      what: `"${name}" is the name of several zones: ${candidates.map((one) => one.zoneId).join(", ")}`,
      fix: "Choose one: npx pulumi config set zoneId <id>",
    });
  }
  return zone;
}
