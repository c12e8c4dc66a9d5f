import { type Mistake, mistake } from "../configuration/mistake.ts";
import { complainAboutServerAddress } from "../configuration/server-address.ts";

/**
 * Checks where an administrator's token would be sent: any https address is fine, a plain http address only if it is on the
 * local network. Returns the mistake; undefined if there is none.
 */
export function complainAboutHomeAssistantUrl(text: string): Mistake | undefined {
  const address = { example: "http://homeassistant.local:8123", slash: true };
  const complaint = complainAboutServerAddress(text, address);
  if (complaint !== undefined) {
    return complaint;
  }
  const url = new URL(text);
  return url.protocol === "http:" && !isLocalName(url.hostname)
    ? mistake(
        "uses plain http and may be outside your network: an administrator's token would be sent there unencrypted",
        "Use https://, or Home Assistant's local address: a private IP address, a name ending in .local, or a name without dots.",
      )
    : undefined;
}

/** Returns the address's origin, without a trailing slash. */
export function normaliseHomeAssistantUrl(text: string): string {
  return new URL(text).origin;
}

/** Whether a host name or IP address looks local. */
function isLocalName(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, "");
  if (isPrivateAddress(bare)) {
    return true;
  }
  const isAddress = bare.includes(":") || /^[\d.]+$/.test(bare);
  return !isAddress && (!bare.includes(".") || bare.endsWith(".local"));
}

/**
 * Whether an IP address is private, link-local or loopback. IPv6-mapped IPv4 addresses are recognized.
 * https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPrivateAddress(address: string): boolean {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  const plain = mapped ?? address;
  return plain.includes(":")
    ? /^(::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i.test(plain)
    : /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.[\d.]+$/.test(plain);
}
