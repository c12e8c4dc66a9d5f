import type { Home } from "../configuration/home.ts";
import type { Problem } from "../errors.ts";
import { generationOf } from "./generation.ts";

/** How many days before its expiry a certificate is warned about. */
export const warnWithinDays = 30;

/** A certificate that the home holds. */
export interface HeldCertificate {
  /** `anna-phone`, from generation 2 on `anna-phone.2`. */
  readonly name: string;
  /** Whether it is the previous generation, kept until its successor is installed. */
  readonly previous: boolean;
}

/** Returns the whole days until a time; negative when it is past. */
export function daysUntil(expiresOn: string | Date, now: Date): number {
  return Math.floor((new Date(expiresOn).getTime() - now.getTime()) / 86_400_000);
}

/** Returns the certificate of that name; undefined when the home does not hold it. */
export function findHeld({ held }: Home, name: string): HeldCertificate | undefined {
  const found = held.find(({ logicalName }) => logicalName === name);
  return found && { name, previous: found.previous };
}

/**
 * Judges a held certificate as Cloudflare has it.
 * @param live undefined where Cloudflare has revoked it or does not list it
 */
export function certificateProblem(
  held: HeldCertificate,
  live: { readonly expiresOn: string } | undefined,
  now: Date,
): Problem | undefined {
  return live === undefined ? revokedOutside(held) : expiryProblem(held, daysUntil(live.expiresOn, now));
}

/** Warns of a certificate that expires within 30 days or has expired; undefined for any other. */
export function expiryProblem({ name, previous }: HeldCertificate, days: number): Problem | undefined {
  if (days > warnWithinDays) {
    return undefined;
  }
  const when = days < 0 ? "has expired" : `expires ${inDays(days)}`;
  return {
    code: "expires-soon",
    where: name,
    what: previous ? `is the previous certificate, and ${when}` : `has a certificate that ${when}`,
    fix: previous ? `${handOver(name)}: npx pulumi up` : overlapAdvice(name),
  };
}

/** Describes a held certificate that was revoked at Cloudflare, but not by this stack. */
export function revokedOutside({ name, previous }: HeldCertificate): Problem {
  return {
    code: "changed-outside",
    where: name,
    what: previous
      ? "is the previous certificate, and was revoked outside Pulumi: it no longer opens anything"
      : "has a certificate that was revoked outside Pulumi: the device is locked out",
    fix: previous
      ? `${handOver(name)}: npm run adopt && npx pulumi up`
      : `Issue a new one: ${setGeneration(name)}, then npm run adopt && npx pulumi up\n` +
        `If the device is lost, set revoked: true for ${generationOf(name).device} instead, then the same commands`,
  };
}

/** Describes a certificate that the next run would revoke, although it is already revoked. */
export function revokedAlready(name: string): Problem {
  return {
    code: "changed-outside",
    where: name,
    what: "is already revoked, and every pulumi up will fail when it tries to revoke it",
    fix: "Remove it from the stack's state: npm run adopt && npx pulumi up",
  };
}

/** Says how to replace a certificate so that its device is never locked out. */
export function overlapAdvice(name: string): string {
  return `Replace it without a gap: ${setGeneration(name, " and keepPrevious: true")}, then npx pulumi up`;
}

function setGeneration(name: string, more = ""): string {
  const { device, generation } = generationOf(name);
  return `set generation: ${generation + 1}${more} for ${device}`;
}

function handOver(name: string): string {
  return `Hand over the new one (npm run device -- onboard ${generationOf(name).device}), then remove keepPrevious`;
}

/** `today`, `in 1 day`, `in 30 days`. */
export function inDays(days: number): string {
  return days === 0 ? "today" : `in ${days} ${days === 1 ? "day" : "days"}`;
}
