import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import type { Problem } from "../model/errors";
import type { Home } from "../model/home";
import {
  type ActiveCertificate,
  unknownCertificate,
  unknownCertificates,
} from "../model/unknown-certificates";
import { ask } from "./ask";
import type { OwnState } from "./own-state";

const certificateType = "cloudflare:index/clientCertificate:ClientCertificate";
const warnWithinDays = 30;

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
  return [
    ...findRevoked(own, home, results),
    ...findExpiring(own, results),
    ...unknownCertificates(results, home.configuration, (id) => own.holds(certificateType, id)).map(
      unknownCertificate,
    ),
  ];
}

function findRevoked(own: OwnState, home: Home, active: readonly ExpiringCertificate[]): Problem[] {
  const wanted = new Set(home.held.map((held) => `${held.logicalName}-certificate`));
  return own
    .ofType(certificateType)
    .filter(({ name, outputs }) => wanted.has(name) && !active.some(({ id }) => id === outputs["id"]))
    .map(({ name }) => ({
      code: "changed-outside",
      where: name.replace(/-certificate$/, ""),
      what: "has a certificate that was revoked outside this stack: the device is locked out",
      fix: "Raise its generation by one (or write generation: 2), then: npm run adopt && npx pulumi up",
    }));
}

function findExpiring(own: OwnState, active: readonly ExpiringCertificate[]): Problem[] {
  return own.ofType(certificateType).flatMap(({ name, outputs }) => {
    const certificate = active.find(({ id }) => id === outputs["id"]);
    const days =
      certificate === undefined ? Infinity : (Date.parse(certificate.expiresOn) - Date.now()) / 86_400_000;
    return days > warnWithinDays
      ? []
      : [
          {
            code: "changed-outside" as const,
            where: name.replace(/-certificate$/, ""),
            what:
              days < 0
                ? "has a certificate that has expired"
                : `has a certificate that expires in ${Math.floor(days)} days`,
            fix: "Replace it with overlap: raise its generation by one and set keepPrevious: true, then npx pulumi up",
          },
        ];
  });
}
