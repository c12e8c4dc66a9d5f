/**
 * Converts a SHA-256 fingerprint to the form in which rules see it: 64 lower-case hexadecimal digits, without colons.
 * https://developers.cloudflare.com/ruleset-engine/rules-language/fields/reference/cf.tls_client_auth.cert_fingerprint_sha256/
 * @throws RangeError when the text is not a SHA-256 fingerprint
 */
export function asPin(fingerprint: string): string {
  const pin = likePin(fingerprint);
  if (!isPin(pin)) {
    throw new RangeError(`${JSON.stringify(fingerprint)} is not a SHA-256 fingerprint`);
  }
  return pin;
}

/** Whether a text is a pin. */
export function isPin(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** Does the same without a check: what is not a fingerprint becomes a text that equals no pin. */
export function likePin(fingerprint: string | null | undefined): string {
  return (fingerprint ?? "").replaceAll(":", "").toLowerCase();
}
