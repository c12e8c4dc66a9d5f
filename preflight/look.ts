import type { Home } from "../domain/configuration/home.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import type { CloudflareApi } from "../zone/api.ts";
import { readZone } from "../zone/read-zone.ts";
import { formerZone, type StackState } from "../zone/state.ts";
import type { Zone } from "../zone/zone.ts";

interface Looking {
  readonly home: Home;
  readonly reading: Promise<StackState>;
  readonly identifying: Promise<ZoneIdentity>;
}

/**
 * All that is asked about the zone, in one go. The zone of the last run is looked at while its name is still being looked
 * up: the two are nearly always the same, and Cloudflare takes its time for every answer.
 * @throws Failure
 */
export async function lookAround(api: CloudflareApi, { home, reading, identifying }: Looking): Promise<Zone> {
  const state = await reading;
  const wanted = { home, state, certificates: "active" } as const;
  const before = formerZone(state);
  const early = before && readZone(api, before, wanted);
  // What is wrong with the zone of before is nobody's concern when this one is another.
  early?.catch(() => undefined);
  const identity = await identifying;
  const isSame = before?.zoneId === identity.zoneId && before.accountId === identity.accountId;
  return early !== undefined && isSame ? early : readZone(api, identity, wanted);
}
