import type Cloudflare from "cloudflare";
import type { Configuration } from "../domain/configuration/settings.ts";
import { chooseZone, configuredZone, type ZoneIdentity } from "../domain/configuration/zone.ts";
import { ask } from "./cloudflare.ts";
import { collect } from "./collect.ts";
import { Failure } from "./failure.ts";

/** Looks the ids up by the zone's name, unless the configuration gives both. @throws Failure */
export async function identifyZone(api: Cloudflare, configuration: Configuration): Promise<ZoneIdentity> {
  const configured = configuredZone(configuration);
  if (configured !== undefined) {
    return configured;
  }
  const { zone: name } = configuration;
  const zones = await ask(`looking up the zone ${name}`, () => collect(api.zones.list({ name })));
  const found = zones.map(({ id, account }) => ({
    zoneId: id,
    accountId: account.id ?? "",
    accountName: account.name ?? "",
  }));
  const chosen = chooseZone(found, configuration);
  if ("code" in chosen) {
    throw new Failure(chosen);
  }
  return chosen;
}
