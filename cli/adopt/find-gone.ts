import { z } from "zod";
import { isUsable } from "../../domain/certificates/certificate-status.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { type CloudflareApi, path } from "../../zone/api.ts";
import { ask, unlessMissing } from "../../zone/ask.ts";
import { deviceOf } from "../../zone/findings/certificates.ts";
import type { Situation } from "../../zone/findings/finding.ts";
import { deletedTunnels } from "../../zone/findings/names.ts";
import { logicalName, resourcesOf, textOutput } from "../../zone/state.ts";
import type { ExportedResource, ExportedStack } from "../state.ts";
import type { Leaving, LettingGo } from "./plan.ts";

interface Held extends Situation {
  readonly state: ExportedStack;
}

interface Found {
  readonly letGo: readonly LettingGo[];
  readonly leave: readonly Leaving[];
}

/** What the state holds, and Cloudflare does not (or not in a form that could be deleted). */
export async function findGone(api: CloudflareApi, situation: Held): Promise<Found> {
  const records = await findGoneRecords(api, situation);
  const certificates = findRevoked(situation);
  return {
    letGo: [...findGoneTunnels(situation), ...records, ...certificates.letGo],
    leave: certificates.leave,
  };
}

function findGoneTunnels(situation: Held): LettingGo[] {
  return deletedTunnels(situation).flatMap((tunnel) => {
    // Its ingress and what disconnects it went with it: nothing of them exists at Cloudflare.
    const companions = resourcesOf(situation.state).filter(
      (one) => one.parent === tunnel.parent && (one.dependencies ?? []).includes(tunnel.urn),
    );
    const name = `tunnel ${textOutput(tunnel, "name") ?? ""} (${tunnel.id ?? ""})`;
    return [
      letGo(tunnel, name, "it was deleted"),
      ...companions.map((one) => letGo(one, logicalName(one), "it belongs to that tunnel")),
    ];
  });
}

/** By their ids: the state may hold records of hostnames that the configuration has no more. */
async function findGoneRecords(api: CloudflareApi, { state, zone }: Held): Promise<LettingGo[]> {
  const missing: LettingGo[] = [];
  for (const one of resourcesOf(state, typeTokens.record)) {
    const at = path`zones/${textOutput(one, "zoneId") ?? zone.zoneId}/dns_records/${one.id ?? ""}`;
    const found = await ask(`looking for ${logicalName(one)}`, () => unlessMissing(api.get(at, z.unknown())));
    if (found === undefined) {
      missing.push(letGo(one, logicalName(one), "it no longer exists at Cloudflare"));
    }
  }
  return missing;
}

/** A revoked certificate can't be revoked again: its deletion would fail in every run to come. */
function findRevoked({ home, state, zone }: Held): Found {
  const wanted = new Set(home.held.map((held) => `${held.logicalName}-certificate`));
  const dead = resourcesOf(state, typeTokens.certificate).filter(
    ({ id }) => !isUsable(zone.certificates.find((one) => one.id === id)?.status),
  );
  // Without a DNS record nobody reaches the house: a destroy was cut off, and no device waits for its certificate.
  const isReachable = resourcesOf(state, typeTokens.record).length > 0;
  const stillWanted = dead.filter(
    (one) => isReachable && wanted.has(logicalName(one)) && one.delete !== true,
  );
  const nameOf = (one: ExportedResource): string => `certificate of ${deviceOf(one)} (${one.id ?? ""})`;
  return {
    letGo: dead
      .filter((one) => !stillWanted.includes(one))
      .map((one) => letGo(one, nameOf(one), "it is revoked already")),
    leave: stillWanted.map((one) => ({
      what: nameOf(one),
      why: "it was revoked, so that the device is locked out. For a new one raise the device's generation by one; if it is lost write revoked: true. Then run npm run adopt again, and npx pulumi up.",
    })),
  };
}

function letGo(one: ExportedResource, what: string, why: string): LettingGo {
  return { urn: one.urn, id: one.id, pendingDelete: one.delete ?? false, what, why };
}
