import { BlockList, isIP } from "node:net";
import type { NetworkInterfaceInfo } from "node:os";
import { Failure } from "../../../domain/failure.ts";

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * Returns the address to serve on: the given one, or this machine's only address in a home network.
 * @throws Failure when the address is public or not an address, or when there is none or more than one to choose from
 */
export function chooseAddress(wanted: string | undefined, interfaces: Interfaces): string {
  const found = candidates(interfaces);
  const options = found.map(({ name, address }) => `--host ${address}   (${name})`);
  if (wanted !== undefined) {
    if (isPrivate(wanted)) {
      return wanted;
    }
    throw new Failure({
      code: "bad-address",
      where: `--host ${wanted}`,
      what: isIP(wanted) === 0 ? "is not an IP address" : "is not an address of a home network",
      fix: ["The page must not be reachable from outside. Choose one of:", ...options].join("\n"),
    });
  }
  const [first, ...others] = found;
  if (first === undefined) {
    throw new Failure({
      code: "bad-address",
      where: "this machine",
      what: "has no address in a home network",
      fix: "Join the phone's network, or choose an address: --host <address>",
    });
  }
  if (others.length > 0) {
    throw new Failure({
      code: "several-addresses",
      where: "this machine",
      what: "has several addresses that a phone could reach",
      fix: ["Choose the one in the phone's network:", ...options].join("\n"),
    });
  }
  return first.address;
}

/** Whether packets to the address stay in the home network: RFC 1918, RFC 3927, RFC 4193, RFC 4291 and loopback. */
export function isPrivate(address: string): boolean {
  const kind = isIP(address);
  return kind !== 0 && privateRanges.check(address.split("%")[0] ?? "", kind === 4 ? "ipv4" : "ipv6");
}

/** Returns the address as a URL's host, without its interface, which a URL can't contain. */
export function urlHost(address: string): string {
  return isIP(address) === 6 ? `[${address.split("%")[0] ?? ""}]` : address;
}

const privateRanges = new BlockList();
privateRanges.addSubnet("10.0.0.0", 8);
privateRanges.addSubnet("172.16.0.0", 12);
privateRanges.addSubnet("192.168.0.0", 16);
privateRanges.addSubnet("169.254.0.0", 16);
privateRanges.addSubnet("127.0.0.0", 8);
privateRanges.addSubnet("fc00::", 7, "ipv6");
privateRanges.addSubnet("fe80::", 10, "ipv6");
privateRanges.addAddress("::1", "ipv6");

interface Candidate {
  readonly name: string;
  readonly address: string;
  readonly rank: number;
}

/** All addresses of the best kind: IPv4, or else of a local IPv6 network, or else those that machines give themselves. */
function candidates(interfaces: Interfaces): Candidate[] {
  const all = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ address, internal }) => !internal && isPrivate(address))
      .map(({ address }) => ({ name, address, rank: rankOf(address) })),
  );
  const best = Math.min(...all.map(({ rank }) => rank));
  return all.filter(({ rank }) => rank === best);
}

function rankOf(address: string): number {
  if (/^(169\.254\.|fe[89ab])/i.test(address)) {
    return 2;
  }
  return isIP(address) === 4 ? 0 : 1;
}
