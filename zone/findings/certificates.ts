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

/** Finds certificates that were revoked outside Pulumi or expire soon, and active ones unknown to the stack. */
export function findCertificates(situation: Situation<"certificates" | "entryPoint">): Finding[] {
  const held = resourcesOf(situation.state, typeTokens.certificate);
  return [
    ...held.flatMap((one) => {
      const problem = judge(one, situation);
      return problem === undefined ? [] : [{ problem, urn: one.urn }];
    }),
    ...activeUnknown(situation).map((one) => ({ problem: unknownCertificate(one) })),
  ];
}

function judge(one: StateResource, { home, zone }: Situation<"certificates">): Problem | undefined {
  const name = deviceOf(one);
  const held = one.delete === true ? undefined : findHeld(home, name);
  const live = zone.certificates.find(({ id, status }) => id === one.id && isUsable(status));
  if (held !== undefined) {
    return certificateProblem(held, live, new Date());
  }
  return live === undefined ? revokedAlready(name) : undefined;
}

/** Returns a certificate's device: `anna-phone` for `anna-phone-certificate`. */
export function deviceOf(certificate: Pick<StateResource, "urn">): string {
  return logicalName(certificate).replace(/-certificate$/, "");
}

/** Returns active certificates with a device's name that are neither in the stack's state nor in any rule of the zone. */
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
