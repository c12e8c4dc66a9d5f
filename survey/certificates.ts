import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import { certificateProblem, findHeld, revokedAlready } from "../model/certificate-problems.ts";
import type { Problem } from "../model/errors.ts";
import type { Home } from "../model/home.ts";
import {
  type ActiveCertificate,
  unknownCertificate,
  unknownCertificates,
} from "../model/unknown-certificates.ts";
import { typeTokens } from "../model/type-tokens.ts";
import { ask } from "./ask.ts";
import type { OwnResource, OwnState } from "./own-state.ts";

interface ExpiringCertificate extends ActiveCertificate {
  readonly expiresOn: string;
}

/** What the owner should know about certificates: revoked outside, about to expire, active but unknown to the stack. */
export async function surveyCertificates(
  { zoneId, home, own }: { zoneId: string; home: Home; own: OwnState },
  options: InvokeOptions,
): Promise<Problem[]> {
  const { results } = await ask("reading client certificates", () =>
    cloudflare.getClientCertificates({ zoneId, status: "active" }, options),
  );
  const isHeld = (id: string): boolean => own.holds(typeTokens.certificate, id);
  return [
    ...own.ofType(typeTokens.certificate).flatMap((one) => judge(one, home, results) ?? []),
    ...unknownCertificates(results, home.configuration, isHeld).map(unknownCertificate),
  ];
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
