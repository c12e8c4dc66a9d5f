import { z } from "zod";
import { Failure } from "../domain/failure.ts";
import type { Configuration } from "../domain/configuration/settings.ts";
import { chooseZone, configuredZone, type ZoneIdentity } from "../domain/configuration/zone.ts";
import type { CloudflareApi } from "./api.ts";
import { ask } from "./ask.ts";

const candidate = z
  .object({ id: z.string(), account: z.object({ id: z.string(), name: z.string().nullish() }) })
  .transform(({ id, account }) => ({
    zoneId: id,
    accountId: account.id,
    accountName: account.name ?? "",
  }));

/** Looks up the ids of the zone and its account by name, unless both are configured. @throws Failure */
export async function identifyZone(api: CloudflareApi, configuration: Configuration): Promise<ZoneIdentity> {
  const configured = configuredZone(configuration);
  if (configured !== undefined) {
    return configured;
  }
  const { zone: name } = configuration;
  const zones = await ask(`looking up the zone ${name}`, () => api.list("zones", candidate, { name }));
  const chosen = chooseZone(zones, configuration);
  if ("code" in chosen) {
    throw new Failure(chosen);
  }
  return chosen;
}
