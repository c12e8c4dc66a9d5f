import { complainAboutServerAddress } from "../configuration/server-address.ts";

/**
 * Where Home Assistant may be spoken to with an administrator's token: anywhere by https, and by plain http only in one's
 * own network, where nobody else can listen or answer in its place.
 */

/** What is wrong with the text, as `what is wrong|what to write`; undefined for one that can be used. */
export function complainAboutHomeAssistantUrl(text: string): string | undefined {
  const address = { example: "http://homeassistant.local:8123", slash: true };
  const complaint = complainAboutServerAddress(text, address);
  if (complaint !== undefined) {
    return complaint;
  }
  const url = new URL(text);
  return url.protocol === "http:" && !isLocalName(url.hostname)
    ? "is plain http to an address that may be outside your network, and an administrator's token would be sent there|Use https://, or the address that Home Assistant has at home: a private IP address, a name that ends with .local, or one without dots."
    : undefined;
}

/** The address as it is spoken to: no slash at its end. */
export function normaliseHomeAssistantUrl(text: string): string {
  return new URL(text).origin;
}

/** A name or address that belongs to one's own network by its form. */
function isLocalName(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, "");
  if (isPrivateAddress(bare)) {
    return true;
  }
  const isAddress = bare.includes(":") || /^[\d.]+$/.test(bare);
  return !isAddress && (!bare.includes(".") || bare.endsWith(".local"));
}

/**
 * Whether an IP address is private, link-local or this machine's own; IPv4 also in its IPv6-mapped form.
 * https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPrivateAddress(address: string): boolean {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  const plain = mapped ?? address;
  return plain.includes(":")
    ? /^(::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i.test(plain)
    : /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.[\d.]+$/.test(plain);
}
