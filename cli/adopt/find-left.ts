import { tunnelName } from "../../domain/configuration/home.ts";
import { activeUnknown } from "../../zone/findings/certificates.ts";
import type { Situation } from "../../zone/findings/finding.ts";
import { logicalName, resourcesOf } from "../../zone/state.ts";
import type { UnchangedObject } from "./plan.ts";

/** Finds what the owner should know about although the adoption leaves it unchanged. */
export function findLeft(situation: Situation): UnchangedObject[] {
  return [...describeUnknownCertificates(situation), ...findLost(situation)];
}

/** A certificate without its key is useless to the stack, and Cloudflare never had the key. */
function describeUnknownCertificates(situation: Situation): UnchangedObject[] {
  return activeUnknown(situation).map(({ id, commonName }) => ({
    what: `active certificate of ${commonName} (${id})`,
    why: `its key is not in the state, so the next up issues another certificate, and only that one passes the gate. When no device needs this one any more, revoke it: npm run device -- revoke-certificate ${id}`,
  }));
}

/** Names the facts that only the state contained, when it was lost: the zone is then as this stack left it. */
function findLost({ home, state, zone }: Situation): UnchangedObject[] {
  const wasHere = zone.tunnels.some(({ name }) => name === tunnelName(home.stack));
  if (!wasHere || resourcesOf(state).some((one) => logicalName(one) === "restore-point-record")) {
    return [];
  }
  const settings = {
    what: "the zone's settings from before the stack",
    why: "they are no longer known, so destroy will leave the current settings in place. If you know the earlier ones, set them in the dashboard after a destroy.",
  };
  const wanted = home.services.map(({ hostname }) => hostname);
  const others = zone.associations.filter((hostname) => !wanted.includes(hostname));
  const associations = {
    what: `the hostname associations of ${others.join(", ")}`,
    why: "it is no longer known whether this stack added them for an earlier hostname, so they stay. They open nothing: the edge only asks for a certificate there. To remove them, use the dashboard: SSL/TLS → Client Certificates → Hosts.",
  };
  return others.length === 0 ? [settings] : [settings, associations];
}
