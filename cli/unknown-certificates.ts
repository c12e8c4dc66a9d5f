import { unknownCertificates } from "../domain/certificates/unknown-certificates.ts";
import type { Home } from "../domain/configuration/home.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import type { Live, LiveCertificate } from "./live.ts";
import { holds, type StackState } from "./state.ts";

interface Subject {
  readonly home: Home;
  readonly state: StackState;
  readonly live: Live;
}

/** Active certificates with the name of a device that neither the stack's state nor any rule of the zone knows. */
export function findUnknownCertificates({ home, state, live }: Subject): LiveCertificate[] {
  const active = live.certificates.filter(({ status }) => status === "active");
  return unknownCertificates(active, home.configuration, {
    isHeld: (id) => holds(state, typeTokens.certificate, id),
    rules: live.entryPoint?.rules ?? [],
  });
}
