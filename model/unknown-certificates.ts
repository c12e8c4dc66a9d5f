import type { Problem } from "./errors.ts";
import type { Configuration } from "./settings.ts";

/** What Cloudflare tells of a certificate that is active. */
export interface ActiveCertificate {
  readonly id: string;
  readonly commonName: string;
  readonly organization: string;
}

/**
 * Active certificates that bear a device's name and are not in the stack's state. One whose answer was lost on the way
 * is issued twice; nobody has its twin's bundle, and it is not pinned.
 */
export function unknownCertificates<T extends ActiveCertificate>(
  active: readonly T[],
  { devices, organization }: Configuration,
  isHeld: (id: string) => boolean,
): T[] {
  const names = new Set(devices.map((device) => device.name));
  return active.filter(
    (one) => names.has(one.commonName) && one.organization === organization && !isHeld(one.id),
  );
}

/** What the owner should know of such a certificate. */
export function unknownCertificate({ id, commonName }: ActiveCertificate): Problem {
  return {
    code: "unknown-to-stack",
    where: commonName,
    what: `has an active certificate ${id} that is not in the stack's state; it opens nothing here`,
    fix: `Revoke it: npm run device -- revoke-certificate ${id}`,
  };
}
