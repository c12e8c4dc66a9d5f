import { z } from "zod";
import { isUsable } from "../../domain/certificates/certificate-status.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { type CloudflareApi, path } from "../../zone/api.ts";
import { ask, unlessMissing } from "../../zone/ask.ts";
import { deviceOf } from "../../zone/findings/certificates.ts";
import { deletedTunnels } from "../../zone/findings/names.ts";
import { logicalName, resourcesOf, textOutput } from "../../zone/state.ts";
import type { ExportedResource } from "../state.ts";
import type { AdoptionPlan, AdoptionSituation, DroppedResource } from "./plan.ts";

type Held = Omit<AdoptionSituation, "letGo">;
type Found = Pick<AdoptionPlan, "letGo" | "leave">;

/** Finds the resources in the state whose objects no longer exist at Cloudflare, or can't be deleted there any more. */
export async function findGone(api: CloudflareApi, situation: Held): Promise<Found> {
  const records = await findGoneRecords(api, situation);
  const certificates = findRevoked(situation);
  return {
    letGo: [...findGoneTunnels(situation), ...records, ...certificates.letGo],
    leave: certificates.leave,
  };
}

function findGoneTunnels(situation: Held): DroppedResource[] {
  return deletedTunnels(situation).flatMap((tunnel) => {
    // The ingress and the resource that disconnects the tunnel ceased to exist together with it.
    const companions = resourcesOf(situation.state).filter(
      (one) => one.parent === tunnel.parent && (one.dependencies ?? []).includes(tunnel.urn),
    );
    const name = `tunnel ${textOutput(tunnel, "name") ?? ""} (${tunnel.id ?? ""})`;
    return [
      drop(tunnel, name, "it was deleted"),
      ...companions.map((one) => drop(one, logicalName(one), "it belongs to that tunnel")),
    ];
  });
}

/** Looks records up by id, because the state may have records of hostnames that are no longer configured. */
async function findGoneRecords(api: CloudflareApi, { state, zone }: Held): Promise<DroppedResource[]> {
  const missing: DroppedResource[] = [];
  for (const one of resourcesOf(state, typeTokens.record)) {
    const at = path`zones/${textOutput(one, "zoneId") ?? zone.zoneId}/dns_records/${one.id ?? ""}`;
    const found = await ask(`looking for ${logicalName(one)}`, () => unlessMissing(api.get(at, z.unknown())));
    if (found === undefined) {
      missing.push(drop(one, logicalName(one), "it no longer exists at Cloudflare"));
    }
  }
  return missing;
}

/** A revoked certificate can't be revoked again: its deletion would fail in every later run. */
function findRevoked({ home, state, zone }: Held): Found {
  const wanted = new Set(home.held.map((held) => `${held.logicalName}-certificate`));
  const revoked = resourcesOf(state, typeTokens.certificate).filter(
    ({ id }) => !isUsable(zone.certificates.find((one) => one.id === id)?.status),
  );
  // Without a DNS record the house is unreachable: a destroy was interrupted, and no device needs its certificate.
  const isReachable = resourcesOf(state, typeTokens.record).length > 0;
  const stillWanted = revoked.filter(
    (one) => isReachable && wanted.has(logicalName(one)) && one.delete !== true,
  );
  const nameOf = (one: ExportedResource): string => `certificate of ${deviceOf(one)} (${one.id ?? ""})`;
  return {
    letGo: revoked
      .filter((one) => !stillWanted.includes(one))
      .map((one) => drop(one, nameOf(one), "it is already revoked")),
    leave: stillWanted.map((one) => ({
      what: nameOf(one),
      why: "it was revoked, so the device is locked out. For a new certificate, raise the device's generation by one; if the device is lost, set revoked: true. Then: npm run adopt && npx pulumi up",
    })),
  };
}

function drop(one: ExportedResource, what: string, why: string): DroppedResource {
  return { urn: one.urn, id: one.id, pendingDelete: one.delete ?? false, what, why };
}
