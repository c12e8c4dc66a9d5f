import { fingerprintField } from "./gate-rule.ts";

/** A fingerprint that no certificate has, in place of an empty set, which the rules language does not allow. */
const nobody = "0".repeat(64);

/**
 * Removes pins from the expression of a gate's rule: their devices are blocked, and nothing changes for any other.
 * @param pins SHA-256, 64 lower-case hexadecimal digits each
 */
export function withoutPins(expression: string, pins: readonly string[]): string {
  return expression.replaceAll(
    new RegExp(`(${fingerprintField.replaceAll(".", String.raw`\.`)} in )\\{([^}]*)\\}`, "g"),
    (_whole, start: string, set: string) => {
      const kept = [...set.matchAll(/"([^"]*)"/g)]
        .map(([, pin = ""]) => pin)
        .filter((pin) => !pins.includes(pin));
      return `${start}{${(kept.length === 0 ? [nobody] : kept).map((pin) => `"${pin}"`).join(" ")}}`;
    },
  );
}
