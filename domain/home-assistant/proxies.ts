import { rangeOf } from "../configuration/address-range.ts";
import type { HttpConfig } from "./facts.ts";

/** Where the Cloudflared app's requests come from: the Supervisor's network for apps. https://github.com/homeassistant-apps/app-cloudflared */
export const appNetwork = "172.30.33.0/24";

/** Where requests of a cloudflared on Home Assistant's own machine come from. */
export const ownMachine = ["127.0.0.1", "::1"];

/** Returns an address or range as Home Assistant stores it: 127.0.0.1 → 127.0.0.1/32. */
export function networkText(text: string): string {
  const [address = "", prefix] = text.split("/");
  const isIpv6 = address.includes(":");
  const plain = isIpv6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
  const network = `${plain}/${prefix ?? (isIpv6 ? 128 : 32)}`;
  return rangeOf(network) ?? network;
}

/** Returns the wanted networks that are not covered by a trusted one. */
export function untrusted(config: HttpConfig, wanted: readonly string[]): string[] {
  const trusted = config.use_x_forwarded_for === true ? trustedBy(config) : [];
  return wanted.map(networkText).filter((network) => !trusted.some((other) => holds(other, network)));
}

/** Returns the settings with more trusted networks. */
export function withProxies(config: HttpConfig, added: readonly string[]): HttpConfig {
  const networks = [...new Set([...trustedBy(config), ...added.map(networkText)])];
  return { ...config, use_x_forwarded_for: true, trusted_proxies: networks };
}

/** What was trusted before the stack changed it. */
export interface FoundProxies {
  readonly use: boolean;
  readonly networks: readonly string[];
}

export function foundProxies(config: HttpConfig): FoundProxies {
  return { use: config.use_x_forwarded_for === true, networks: trustedBy(config) };
}

/** Returns the settings without the networks that the stack has added; the same object if there are none. */
export function withoutProxies(
  config: HttpConfig,
  found: FoundProxies,
  given: readonly string[],
): HttpConfig {
  const ours = given.map(networkText).filter((network) => !found.networks.includes(network));
  const rest = trustedBy(config).filter((network) => !ours.includes(network));
  const isAsFound = rest.every((network) => found.networks.includes(network));
  // Without a trusted proxy the header can't be turned on; Home Assistant refuses proxied requests either way.
  const use = rest.length > 0 && (isAsFound ? found.use : config.use_x_forwarded_for === true);
  const isUnchanged = rest.length === trustedBy(config).length;
  if (isUnchanged && (rest.length === 0 || use === (config.use_x_forwarded_for === true))) {
    return config;
  }
  // Some versions require both keys or neither: https://github.com/home-assistant/core/blob/dev/homeassistant/components/http/config.py
  const keys = ["use_x_forwarded_for", "trusted_proxies"];
  const others = Object.fromEntries(Object.entries(config).filter(([key]) => !keys.includes(key)));
  return rest.length === 0 && !use ? others : { ...others, use_x_forwarded_for: use, trusted_proxies: rest };
}

function trustedBy(config: HttpConfig): string[] {
  return (config.trusted_proxies ?? []).map(networkText);
}

/** Whether one network contains another; both as Home Assistant stores them. */
export function holds(outer: string, inner: string): boolean {
  const [innerAddress = "", innerPrefix] = inner.split("/");
  const [outerAddress = "", outerPrefix] = outer.split("/");
  const sameKind = innerAddress.includes(":") === outerAddress.includes(":");
  return (
    sameKind &&
    Number(outerPrefix) <= Number(innerPrefix) &&
    rangeOf(`${innerAddress}/${outerPrefix ?? ""}`) === rangeOf(outer)
  );
}
