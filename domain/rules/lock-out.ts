const fingerprint = "cf.tls_client_auth.cert_fingerprint_sha256";

/** The fingerprint of no certificate: keeps a set from being empty, which the rules language does not know. */
const nobody = "0".repeat(64);

/**
 * A gate rule's expression without some pins: whoever has one of them is blocked, everybody else as before.
 * @param pins SHA-256, 64 lower-case hexadecimal digits each
 */
export function withoutPins(expression: string, pins: readonly string[]): string {
  return expression.replaceAll(
    new RegExp(`(${fingerprint.replaceAll(".", String.raw`\.`)} in )\\{([^}]*)\\}`, "g"),
    (_whole, start: string, set: string) => {
      const kept = [...set.matchAll(/"([^"]*)"/g)]
        .map(([, pin = ""]) => pin)
        .filter((pin) => !pins.includes(pin));
      return `${start}{${(kept.length === 0 ? [nobody] : kept).map((pin) => `"${pin}"`).join(" ")}}`;
    },
  );
}
