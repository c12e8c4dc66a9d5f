/**
 * A SHA-256 fingerprint as the edge shows it to rules: 64 lower-case hexadecimal digits, no colons.
 * https://developers.cloudflare.com/ruleset-engine/rules-language/fields/reference/cf.tls_client_auth.cert_fingerprint_sha256/
 * @throws RangeError when the text is no such fingerprint.
 */
export function asPin(fingerprint: string): string {
  const pin = likePin(fingerprint);
  if (!/^[0-9a-f]{64}$/.test(pin)) {
    throw new RangeError(`${JSON.stringify(fingerprint)} is not a SHA-256 fingerprint`);
  }
  return pin;
}

/** A fingerprint in the form of a pin; a text that is none, such as that of a certificate without one, opens nothing. */
export function likePin(fingerprint: string | null | undefined): string {
  return (fingerprint ?? "").replaceAll(":", "").toLowerCase();
}
