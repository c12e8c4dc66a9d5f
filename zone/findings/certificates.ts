import {
  certificateProblem,
  findHeld,
  revokedAlready,
} from "../../domain/certificates/certificate-problems.ts";
import { isUsable } from "../../domain/certificates/certificate-status.ts";
import { unknownCertificate, unknownCertificates } from "../../domain/certificates/unknown-certificates.ts";
import type { Problem } from "../../domain/errors.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { holds, logicalName, resourcesOf, type StateResource } from "../state.ts";
import type { ClientCertificate } from "../zone.ts";
import type { Finding, Situation } from "./finding.ts";

/** Certificates that were revoked outside, that expire soon, and active ones that the stack does not know. */
export function findCertificates(
  situation: Situation<"certificates" | "entryPoint">,
  now: Date = new Date(),
): Finding[] {
  const held = resourcesOf(situation.state, typeTokens.certificate);
  return [
    ...held.flatMap((one) => {
      const problem = judge(one, situation, now);
      return problem === undefined ? [] : [{ problem, urn: one.urn }];
    }),
    ...activeUnknown(situation).map((one) => ({ problem: unknownCertificate(one) })),
  ];
}

function judge(
  one: StateResource,
  { home, zone }: Situation<"certificates">,
  now: Date,
): Problem | undefined {
  const name = deviceOf(one);
  const held = one.delete === true ? undefined : findHeld(home, name);
  const there = zone.certificates.find(({ id, status }) => id === one.id && isUsable(status));
  if (held !== undefined) {
    return certificateProblem(held, there, now);
  }
  return there === undefined ? revokedAlready(name) : undefined;
}

/** `anna-phone` of `anna-phone-certificate`. */
export function deviceOf(certificate: Pick<StateResource, "urn">): string {
  return logicalName(certificate).replace(/-certificate$/, "");
}

/** Active certificates with the name of a device that neither the stack's state nor any rule of the zone knows. */
export function activeUnknown({
  home,
  state,
  zone,
}: Situation<"certificates" | "entryPoint">): ClientCertificate[] {
  const active = zone.certificates.filter(({ status }) => status === "active");
  return unknownCertificates(active, home.configuration, {
    isHeld: (id) => holds(state, typeTokens.certificate, id),
    rules: zone.entryPoint?.rules ?? [],
  });
}
