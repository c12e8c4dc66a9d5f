import type { Problem } from "../errors.ts";
import { readCertificateName } from "./generation.ts";
import type { Home } from "../configuration/home.ts";

/** Days before its expiry from which a certificate is worth a warning. */
export const warnWithinDays = 30;

/** A certificate that the stack holds. */
export interface HeldCertificate {
  /** `anna-phone`, from generation 2 on `anna-phone.2`. */
  readonly name: string;
  /** Whether it is only kept beside its successor. */
  readonly previous: boolean;
}

/** Whole days from now until then; negative when that is past. */
export function daysUntil(expiresOn: string | Date, now: Date): number {
  return Math.floor((new Date(expiresOn).getTime() - now.getTime()) / 86_400_000);
}

/** The certificate of that name if the home still holds it. */
export function findHeld({ held }: Home, name: string): HeldCertificate | undefined {
  const found = held.find(({ logicalName }) => logicalName === name);
  return found && { name, previous: found.previous };
}

/** What the owner should know of a certificate as Cloudflare has it; undefined there: revoked, or not known at all. */
export function certificateProblem(
  held: HeldCertificate,
  there: { readonly expiresOn: string } | undefined,
  now: Date,
): Problem | undefined {
  return there === undefined ? revokedOutside(held) : expiryProblem(held, daysUntil(there.expiresOn, now));
}

/** What the owner should know of a certificate with so many days to go; undefined while there is time. */
export function expiryProblem({ name, previous }: HeldCertificate, days: number): Problem | undefined {
  if (days > warnWithinDays) {
    return undefined;
  }
  const when = days < 0 ? "has expired" : `expires ${inDays(days)}`;
  return {
    code: "expires-soon",
    where: name,
    what: previous ? `is the previous certificate, and ${when}` : `has a certificate that ${when}`,
    fix: previous ? `${handOver(name)}, then take keepPrevious out: npx pulumi up` : overlapAdvice(name),
  };
}

/** What the owner should know of a certificate that somebody revoked at Cloudflare. */
export function revokedOutside({ name, previous }: HeldCertificate): Problem {
  const device = readCertificateName(name)?.device ?? name;
  return {
    code: "changed-outside",
    where: name,
    what: previous
      ? "is the previous certificate, and was revoked outside Pulumi: it no longer opens anything"
      : "has a certificate that was revoked outside Pulumi: the device is locked out",
    fix: previous
      ? `${handOver(name)}, then take keepPrevious out: npm run adopt && npx pulumi up`
      : `Give it a new one: ${nextGeneration(name)}, then npm run adopt && npx pulumi up\n` +
        `if the device is lost: revoked: true at ${device}, then the same`,
  };
}

/** What the owner should know of a certificate that the next run is to revoke, and that is revoked already. */
export function revokedAlready(name: string): Problem {
  return {
    code: "changed-outside",
    where: name,
    what: "is revoked already, and every up will fail trying to revoke it",
    fix: "Let the stack forget it: npm run adopt && npx pulumi up",
  };
}

/** How a certificate is replaced without a moment in which its device is locked out. */
export function overlapAdvice(name: string): string {
  return `Replace it with overlap: ${nextGeneration(name)} and keepPrevious: true, then npx pulumi up`;
}

function nextGeneration(name: string): string {
  const known = readCertificateName(name);
  return known === undefined
    ? "raise its device's generation by one"
    : `at ${known.device} write generation: ${known.generation + 1}`;
}

function handOver(name: string): string {
  const device = readCertificateName(name)?.device ?? name;
  return `Hand the new one over: npm run device -- onboard ${device}`;
}

/** `today`, `in 1 day`, `in 30 days`. */
export function inDays(days: number): string {
  return days === 0 ? "today" : `in ${days} ${days === 1 ? "day" : "days"}`;
}
