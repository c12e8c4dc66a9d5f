import { tunnelName } from "../../domain/configuration/home.ts";
import { logicalName, resourcesOf } from "../state.ts";
import { findUnknownCertificates } from "../unknown-certificates.ts";
import type { Leaving } from "./plan.ts";
import type { Subject } from "./subject.ts";

/** What is found and neither taken nor let go: said, so that nobody has to wonder. */
export function findLeft(subject: Subject): Leaving[] {
  return [...describeUnknownCertificates(subject), ...findLost(subject)];
}

/** A certificate without its key is of no use to the stack: the key can't be read back from anywhere. */
function describeUnknownCertificates(subject: Subject): Leaving[] {
  return findUnknownCertificates(subject).map(({ id, commonName }) => ({
    what: `active certificate of ${commonName} (${id})`,
    why: `its key is not known here, so the next up issues another one, and only that one opens the gate. Revoke this one once no device needs it: npm run device -- revoke-certificate ${id}`,
  }));
}

/** What the state alone knew, where it was lost: the zone is then as this stack left it. */
function findLost({ home, state, live }: Subject): Leaving[] {
  const wasHere = live.tunnels.some(({ name }) => name === tunnelName(home.stack));
  if (!wasHere || resourcesOf(state).some((one) => logicalName(one) === "restore-point-record")) {
    return [];
  }
  const settings = {
    what: "the zone's settings from before the stack",
    why: "they are no longer known: destroy will leave them as they are now. If you know them, set them in the dashboard after a destroy.",
  };
  const wanted = home.services.map(({ hostname }) => hostname);
  const others = live.associations.filter((hostname) => !wanted.includes(hostname));
  const associations = {
    what: `the hostname associations of ${others.join(", ")}`,
    why: "it is no longer known whether this stack made them under an earlier name: they stay. They open nothing, the edge only asks for a certificate there. To end that: SSL/TLS · Client Certificates · Hosts.",
  };
  return others.length === 0 ? [settings] : [settings, associations];
}
