import type { CloudflareApi } from "../../zone/api.ts";
import { identifyZone } from "../../zone/identify.ts";
import { readZone } from "../../zone/read-zone.ts";
import type { OpenStack } from "../open-stack.ts";
import { findLeft } from "./find-left.ts";
import { findGone } from "./find-gone.ts";
import { findRecords } from "./find-records.ts";
import { findTunnel } from "./find-tunnel.ts";
import type { AdoptionPlan } from "./plan.ts";

/** Compares the stack's state with Cloudflare and plans the adoption; only reads. @throws Failure when Cloudflare refuses */
export async function makePlan(
  api: CloudflareApi,
  { home, state }: Pick<OpenStack, "home" | "state">,
): Promise<AdoptionPlan> {
  const identity = await identifyZone(api, home.configuration);
  const zone = await readZone(api, identity, { home, state, certificates: "all" });
  const gone = await findGone(api, { home, state, zone });
  const situation = { home, state, zone, letGo: gone.letGo };
  const tunnel = await findTunnel(api, situation);
  const records = findRecords(situation, tunnel.take[0]);
  return {
    take: [...tunnel.take, ...records.take],
    letGo: gone.letGo,
    leave: [...tunnel.leave, ...records.leave, ...gone.leave, ...findLeft(situation)],
    unfinished: (state.state.deployment.pending_operations ?? []).map(({ resource }) => resource.urn),
  };
}
