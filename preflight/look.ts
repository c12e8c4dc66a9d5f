import type { Home } from "../domain/configuration/home.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import type { CloudflareApi } from "../zone/api.ts";
import { readZone } from "../zone/read-zone.ts";
import { previousZone, type StackState } from "../zone/state.ts";
import type { Zone } from "../zone/zone.ts";

/** The home, its state, and the ids of its zone, both while they are still being read. */
interface Looking {
  readonly home: Home;
  readonly reading: Promise<StackState>;
  readonly identifying: Promise<ZoneIdentity>;
}

/**
 * Reads the zone. Starts with the zone of the last run while the ids are still being looked up by name: the two are
 * nearly always the same, and every request to Cloudflare takes time.
 * @throws Failure
 */
export async function lookAtZone(api: CloudflareApi, { home, reading, identifying }: Looking): Promise<Zone> {
  const state = await reading;
  const query = { home, state, certificates: "active" } as const;
  const previous = previousZone(state);
  const early = previous && readZone(api, previous, query);
  // Errors of the previous zone don't matter if this run works in another one.
  early?.catch(() => undefined);
  const identity = await identifying;
  const isSame = previous?.zoneId === identity.zoneId && previous.accountId === identity.accountId;
  return early !== undefined && isSame ? early : readZone(api, identity, query);
}
