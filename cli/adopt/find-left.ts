import { tunnelName } from "../../domain/configuration/home.ts";
import { activeUnknown } from "../../zone/findings/certificates.ts";
import type { Situation } from "../../zone/findings/finding.ts";
import { logicalName, resourcesOf } from "../../zone/state.ts";
import type { Leaving } from "./plan.ts";

/** What is found and neither taken nor let go: said, so that nobody has to wonder. */
export function findLeft(situation: Situation): Leaving[] {
  return [...describeUnknownCertificates(situation), ...findLost(situation)];
}

/** A certificate without its key is of no use to the stack: the key can't be read back from anywhere. */
function describeUnknownCertificates(situation: Situation): Leaving[] {
  return activeUnknown(situation).map(({ id, commonName }) => ({
    what: `active certificate of ${commonName} (${id})`,
    why: `its key is not known here, so the next up issues another one, and only that one opens the gate. Revoke this one once no device needs it: npm run device -- revoke-certificate ${id}`,
  }));
}

/** What the state alone knew, where it was lost: the zone is then as this stack left it. */
function findLost({ home, state, zone }: Situation): Leaving[] {
  const wasHere = zone.tunnels.some(({ name }) => name === tunnelName(home.stack));
  if (!wasHere || resourcesOf(state).some((one) => logicalName(one) === "restore-point-record")) {
    return [];
  }
  const settings = {
    what: "the zone's settings from before the stack",
    why: "they are no longer known: destroy will leave them as they are now. If you know them, set them in the dashboard after a destroy.",
  };
  const wanted = home.services.map(({ hostname }) => hostname);
  const others = zone.associations.filter((hostname) => !wanted.includes(hostname));
  const associations = {
    what: `the hostname associations of ${others.join(", ")}`,
    why: "it is no longer known whether this stack made them under an earlier name: they stay. They open nothing, the edge only asks for a certificate there. To end that: SSL/TLS · Client Certificates · Hosts.",
  };
  return others.length === 0 ? [settings] : [settings, associations];
}
