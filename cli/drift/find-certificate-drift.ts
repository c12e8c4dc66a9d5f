import { certificateProblem, findHeld } from "../../domain/certificates/certificate-problems.ts";
import type { Problem } from "../../domain/errors.ts";
import { unknownCertificate } from "../../domain/certificates/unknown-certificates.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { logicalName, resourcesOf, type StateResource } from "../state.ts";
import { findUnknownCertificates } from "../unknown-certificates.ts";
import type { Difference } from "./difference.ts";
import type { Subject } from "./find-hidden.ts";

/** Certificates that were revoked outside, that expire soon, and active ones that the state does not know. */
export function findCertificateDrift(subject: Subject): Difference[] {
  const certificates = resourcesOf(subject.state, typeTokens.certificate).filter(
    (one) => one.delete !== true,
  );
  return [
    ...certificates.flatMap((one) => {
      const problem = judge(one, subject);
      return problem === undefined ? [] : [{ problem, urns: [one.urn] }];
    }),
    ...findUnknown(subject),
  ];
}

function judge(one: StateResource, { home, live }: Subject): Problem | undefined {
  const held = findHeld(home, logicalName(one).replace(/-certificate$/, ""));
  const there = live.certificates.find(({ id, status }) => id === one.id && !status.includes("revo"));
  return held && certificateProblem(held, there, new Date());
}

function findUnknown(subject: Subject): Difference[] {
  return findUnknownCertificates(subject).map((one) => ({ problem: unknownCertificate(one), urns: [] }));
}
