import { type CustomRule, nameOfRule } from "../rules/custom-rule.ts";
import { namesOneOf } from "./generation.ts";
import type { Problem } from "../errors.ts";
import type { Configuration } from "../configuration/settings.ts";

/** What Cloudflare tells of a certificate that is active. */
export interface ActiveCertificate {
  readonly id: string;
  readonly commonName: string;
  readonly organization: string;
  /** SHA-256 of the certificate, 64 lower-case hexadecimal digits. */
  readonly pin: string;
}

/** What decides whether a certificate is in use: the stack's state, and the zone's custom rules, other homes' among them. */
export interface Users {
  readonly isHeld: (id: string) => boolean;
  readonly rules: readonly CustomRule[];
}

/**
 * Active certificates that bear a device's name and are not in the stack's state. One whose answer was lost on the way
 * is issued twice; nobody has its twin's bundle, and no rule lets it pass. One that a rule does let pass is in use, by
 * another home of the zone with a device of the same name.
 */
export function unknownCertificates<T extends ActiveCertificate>(
  active: readonly T[],
  { devices, organization }: Configuration,
  { isHeld, rules }: Users,
): T[] {
  return active.filter(
    (one) =>
      namesOneOf(one.commonName, devices) &&
      one.organization === organization &&
      !isHeld(one.id) &&
      ruleThatPins(one.pin, rules) === undefined,
  );
}

/** Name of the rule in force that lets a certificate pass. */
export function ruleThatPins(pin: string, rules: readonly CustomRule[]): string | undefined {
  const found = rules.find(
    ({ enabled, expression }) => pin !== "" && enabled && expression.toLowerCase().includes(pin),
  );
  return found && nameOfRule(found);
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
