import type { IncomingMessage } from "node:http";
import { parseAddress, parseAddressRange, rangeHolds } from "../rules/address.ts";

/** The `http:` part of configuration.yaml. */
export interface ProxyOptions {
  readonly useXForwardedFor?: boolean;
  /** Addresses and networks, for example 172.30.33.0/24. */
  readonly trustedProxies?: readonly string[];
  /** Address that forwarded requests seem to come from, if the connector is simulated. */
  readonly connectorAddress?: string;
}

/**
 * Home Assistant's check of a request from a reverse proxy: it is refused with "400: Bad Request" unless the option is on
 * and the peer is trusted. The client's address is the last one that is not a trusted proxy's.
 * https://github.com/home-assistant/core/blob/dev/homeassistant/components/http/forwarded.py
 */
export function checkForwarded(
  message: IncomingMessage,
  options: ProxyOptions,
): { readonly refused: true } | { readonly refused: false; readonly remote: string } {
  const peer = (message.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const addresses = elements(message, "x-forwarded-for");
  if (addresses.length === 0) return { refused: false, remote: peer };
  const trusted = (address: string): boolean => isTrusted(address, options.trustedProxies ?? []);
  if (options.useXForwardedFor !== true || !trusted(options.connectorAddress ?? peer))
    return { refused: true };
  if (!addresses.every((address) => parseAddress(address))) return { refused: true };
  const schemes = elements(message, "x-forwarded-proto");
  const wrongSchemes = schemes.includes("") || ![0, 1, addresses.length].includes(schemes.length);
  if (wrongSchemes || elements(message, "x-forwarded-host").at(-1) === "") return { refused: true };
  const remote = addresses.findLast((address) => !trusted(address)) ?? addresses[0] ?? peer;
  return { refused: false, remote };
}

/** Whether an address is in one of the networks. */
export function isTrusted(text: string, networks: readonly string[]): boolean {
  const address = parseAddress(text);
  return (
    address !== undefined &&
    networks.some((network) => {
      const range = parseAddressRange(network);
      return typeof range !== "string" && rangeHolds(range, address);
    })
  );
}

/** Returns the comma-separated elements of all lines of a header. */
function elements(message: IncomingMessage, header: string): string[] {
  const found: string[] = [];
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2) {
    if (message.rawHeaders[at]?.toLowerCase() !== header) continue;
    found.push(...(message.rawHeaders[at + 1] ?? "").split(",").map((part) => part.trim()));
  }
  return found;
}
