import { type CustomRule, nameOfRule } from "../rules/custom-rule.ts";
import { namesOneOf } from "./generation.ts";
import type { Problem } from "../errors.ts";
import type { Configuration } from "../configuration/settings.ts";

/** An active certificate, as Cloudflare lists it. */
export interface ActiveCertificate {
  readonly id: string;
  readonly commonName: string;
  readonly organization: string;
  readonly pin: string;
}

/** What tells whether a certificate is in use. */
export interface CertificateUse {
  /** Whether the stack's state holds the certificate with this id. */
  readonly isHeld: (id: string) => boolean;
  /** All custom rules of the zone, including those of other homes. */
  readonly rules: readonly CustomRule[];
}

/**
 * Returns the active certificates that have a device's name, but are neither in the stack's state nor let in by a rule.
 * Such a twin is left behind when Cloudflare's answer to a request for a certificate is lost and the request repeated.
 * A certificate that a rule lets in is used by another home in the zone, with a device of the same name.
 */
export function unknownCertificates<T extends ActiveCertificate>(
  active: readonly T[],
  { devices, organization }: Configuration,
  { isHeld, rules }: CertificateUse,
): T[] {
  return active.filter(
    (one) =>
      namesOneOf(one.commonName, devices) &&
      one.organization === organization &&
      !isHeld(one.id) &&
      ruleThatPins(one.pin, rules) === undefined,
  );
}

/** Returns the name of the enabled rule that lets a certificate in; undefined when none does. */
export function ruleThatPins(pin: string, rules: readonly CustomRule[]): string | undefined {
  const found = rules.find(
    ({ enabled, expression }) => pin !== "" && enabled && expression.toLowerCase().includes(pin),
  );
  return found && nameOfRule(found);
}

/** Describes a certificate that the stack does not know. */
export function unknownCertificate({ id, commonName }: ActiveCertificate): Problem {
  return {
    code: "unknown-to-stack",
    where: commonName,
    what: `has an active certificate ${id} that is not in the stack's state; no rule lets it in`,
    fix: `Revoke it: npm run device -- revoke-certificate ${id}`,
  };
}
