import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import { certificateProblem, findHeld, revokedAlready } from "../domain/certificates/certificate-problems.ts";
import type { Problem } from "../domain/errors.ts";
import type { Home } from "../domain/configuration/home.ts";
import {
  type ActiveCertificate,
  unknownCertificate,
  unknownCertificates,
} from "../domain/certificates/unknown-certificates.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import { likePin } from "../domain/certificates/pin.ts";
import { ask } from "./ask.ts";
import type { CustomRules } from "./custom-rules.ts";
import type { OwnResource, OwnState } from "./own-state.ts";

interface ExpiringCertificate extends ActiveCertificate {
  readonly expiresOn: string;
}

/** What the owner should know about certificates: revoked outside, about to expire, active but unknown to the stack. */
export async function surveyCertificates(
  { zoneId, home, own, customRules }: Surveyed,
  options: InvokeOptions,
): Promise<Problem[]> {
  const active = await readCertificates(zoneId, "active", options);
  const held = own.ofType(typeTokens.certificate);
  const isActive = ({ outputs }: OwnResource): boolean => active.some(({ id }) => id === outputs["id"]);
  // One that is being made valid again is not lost; there is one so rarely that it is only looked for then.
  const returning = held.every(isActive)
    ? []
    : await readCertificates(zoneId, "pending_reactivation", options);
  const users = {
    isHeld: (id: string): boolean => own.holds(typeTokens.certificate, id),
    rules: (await customRules).whole?.rules ?? [],
  };
  return [
    ...held.flatMap((one) => judge(one, home, [...active, ...returning]) ?? []),
    ...unknownCertificates(active, home.configuration, users).map(unknownCertificate),
  ];
}

interface Surveyed {
  readonly zoneId: string;
  readonly home: Home;
  readonly own: OwnState;
  /** Being read at the same time. */
  readonly customRules: Promise<CustomRules>;
}

async function readCertificates(
  zoneId: string,
  status: string,
  options: InvokeOptions,
): Promise<ExpiringCertificate[]> {
  const { results } = await ask("reading client certificates", () =>
    cloudflare.getClientCertificates({ zoneId, status }, options),
  );
  return results.map((one) => ({ ...one, pin: likePin(one.fingerprintSha256) }));
}

function judge(
  { name, outputs }: OwnResource,
  home: Home,
  active: readonly ExpiringCertificate[],
): Problem | undefined {
  const device = name.replace(/-certificate$/, "");
  const held = findHeld(home, device);
  const certificate = active.find(({ id }) => id === outputs["id"]);
  if (held !== undefined) {
    return certificateProblem(held, certificate, new Date());
  }
  return certificate === undefined ? revokedAlready(device) : undefined;
}
