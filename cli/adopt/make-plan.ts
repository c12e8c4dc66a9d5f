import type Cloudflare from "cloudflare";
import type { Home } from "../../domain/configuration/home.ts";
import { readLive } from "../live.ts";
import type { StackState } from "../state.ts";
import type { ZoneIdentity } from "../../domain/configuration/zone.ts";
import { findLeft } from "./find-left.ts";
import { findGone } from "./find-gone.ts";
import { findRecords } from "./find-records.ts";
import { findTunnel } from "./find-tunnel.ts";
import type { AdoptionPlan } from "./plan.ts";

/** Compares the state with Cloudflare, both ways. Only reads. @throws Failure when Cloudflare refuses */
export async function makePlan(
  api: Cloudflare,
  zone: ZoneIdentity,
  { home, state }: { readonly home: Home; readonly state: StackState },
): Promise<AdoptionPlan> {
  const live = await readLive(api, zone, home);
  const gone = await findGone(api, { home, state, live });
  const subject = { home, state, live, letGo: gone.letGo };
  const tunnel = await findTunnel(api, subject);
  const records = findRecords(subject, tunnel.take[0]);
  return {
    take: [...tunnel.take, ...records.take],
    letGo: gone.letGo,
    leave: [...tunnel.leave, ...records.leave, ...gone.leave, ...findLeft(subject)],
    unfinished: (state.state.deployment.pending_operations ?? []).map(({ resource }) => resource.urn),
  };
}
