import type { Problem } from "../../model/errors";
import { unknownCertificate, unknownCertificates } from "../../model/unknown-certificates";
import type { LiveCertificate } from "../live";
import { holds, logicalName, resourcesOf, stateTypes, type StateResource } from "../state";
import type { Difference } from "./difference";
import type { Subject } from "./find-hidden";

const warnWithinDays = 30;
const dayMs = 86_400_000;

/** Certificates that were revoked outside, that expire soon, and active ones that the state does not know. */
export function findCertificateDrift(subject: Subject): Difference[] {
  const wanted = new Set(subject.home.held.map((held) => `${held.logicalName}-certificate`));
  const held = resourcesOf(subject.state, stateTypes.certificate).filter(
    (one) => one.delete !== true && wanted.has(logicalName(one)),
  );
  return [
    ...held.flatMap((one) => {
      const problem = judge(
        one,
        subject.live.certificates.find(({ id }) => id === one.id),
      );
      return problem === undefined ? [] : [{ problem, urns: [one.urn] }];
    }),
    ...findUnknown(subject),
  ];
}

function judge(one: StateResource, certificate: LiveCertificate | undefined): Problem | undefined {
  const where = logicalName(one).replace(/-certificate$/, "");
  if (certificate === undefined || certificate.status.includes("revo")) {
    return {
      code: "changed-outside",
      where,
      what: "has a certificate that was revoked outside this stack: the device is locked out",
      fix: "Give it a new one: raise its generation by one (or write generation: 2), then npm run adopt && npx pulumi up\nif the device is lost: revoked: true in its entry, then the same",
    };
  }
  const days = Math.floor((Date.parse(certificate.expiresOn) - Date.now()) / dayMs);
  return days > warnWithinDays
    ? undefined
    : {
        code: "expires-soon",
        where,
        what:
          days < 0 ? "has a certificate that has expired" : `has a certificate that expires in ${days} days`,
        fix: "Replace it with overlap: raise its generation by one and set keepPrevious: true, then npx pulumi up",
      };
}

function findUnknown({ home, state, live }: Subject): Difference[] {
  const active = live.certificates.filter(({ status }) => status === "active");
  const isHeld = (id: string) => holds(state, stateTypes.certificate, id);
  return unknownCertificates(active, home.configuration, isHeld).map((one) => ({
    problem: unknownCertificate(one),
    urns: [],
  }));
}
