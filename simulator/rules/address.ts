import { isIPv4, isIPv6 } from "node:net";

/** An IP address. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** A range of IP addresses of one family, including both ends. */
export interface AddressRange {
  readonly first: Address;
  readonly last: Address;
}

/** Parses an IPv4 or IPv6 address; returns undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return { family: 4, value: joinParts(text.split(".").map(Number), 8n) };
  if (isIPv6(text) && !text.includes("%")) return { family: 6, value: joinParts(expandIpv6(text), 16n) };
  return undefined;
}

/**
 * Parses an address, a range `first..last`, or a network such as 10.0.0.0/8.
 * If Cloudflare would refuse it, for example for host bits that are not zero, returns the reason as text.
 */
export function parseAddressRange(text: string): AddressRange | string {
  const dots = text.indexOf("..");
  if (dots !== -1) return parseExplicitRange(text.slice(0, dots), text.slice(dots + 2));
  const slash = text.lastIndexOf("/");
  const [host, length] = slash === -1 ? [text] : [text.slice(0, slash), text.slice(slash + 1)];
  const address = parseAddress(host);
  if (!address) return invalidAddress;
  if (length === undefined) return { first: address, last: address };
  return parseNetwork(address, length);
}

/** Cloudflare's text for a malformed address. */
export const invalidAddress = "couldn't parse address in network: invalid IP address syntax";

/** Whether the range contains the address; false for an address of the other family. */
export function rangeHolds(range: AddressRange, address: Address): boolean {
  return (
    range.first.family === address.family &&
    range.first.value <= address.value &&
    address.value <= range.last.value
  );
}

function parseExplicitRange(start: string, end: string): AddressRange | string {
  const first = parseAddress(start);
  const last = parseAddress(end);
  if (!first || !last) return invalidAddress;
  if (first.family !== last.family || first.value > last.value) return "incompatible range bounds";
  return { first, last };
}

function parseNetwork(address: Address, length: string): AddressRange | string {
  const bits = address.family === 4 ? 32 : 128;
  if (!/^\d{1,3}$/.test(length)) return "couldn't parse length in network: invalid digit found in string";
  if (Number(length) > bits)
    return `Network length ${length} is too long for address family (maximum: ${bits})`;
  const hostMask = (1n << BigInt(bits - Number(length))) - 1n;
  if ((address.value & hostMask) !== 0n) return "host part of address was not zero";
  return { first: address, last: { family: address.family, value: address.value | hostMask } };
}

function expandIpv6(text: string): number[] {
  const [head = "", tail] = text.split("::");
  const before = groups(head);
  if (tail === undefined) return before;
  const after = groups(tail);
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function groups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function joinParts(parts: readonly number[], width: bigint): bigint {
  return parts.reduce((sum, part) => (sum << width) | BigInt(part), 0n);
}
