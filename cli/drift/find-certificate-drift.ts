import { certificateProblem, findHeld } from "../../domain/certificates/certificate-problems.ts";
import type { Problem } from "../../domain/errors.ts";
import { unknownCertificate, unknownCertificates } from "../../domain/certificates/unknown-certificates.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { holds, logicalName, resourcesOf, type StateResource } from "../state.ts";
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

function findUnknown({ home, state, live }: Subject): Difference[] {
  const active = live.certificates.filter(({ status }) => status === "active");
  const isHeld = (id: string) => holds(state, typeTokens.certificate, id);
  const users = { isHeld, rules: live.entryPoint?.rules ?? [] };
  return unknownCertificates(active, home.configuration, users).map((one) => ({
    problem: unknownCertificate(one),
    urns: [],
  }));
}
