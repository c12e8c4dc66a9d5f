import { TLSSocket } from "node:tls";
import { readCertificateFacts } from "../ca/certificate-facts.ts";
import { type ClientRequest, headerLines } from "./client.ts";
import { type ClientCertificateFacts, type EdgeRequest, noClientCertificate } from "./request.ts";
import { normalisePath } from "./normalise-url.ts";
import { parseAddress } from "../rules/address.ts";
import type { State } from "../state/state.ts";

/**
 * Headers with which a client pretends to connect from somewhere else: an IP address, an AS number, a country. They are
 * never forwarded to an origin.
 */
export const pretence = {
  ip: "x-simulated-client-ip",
  asn: "x-simulated-client-asn",
  country: "x-simulated-client-country",
} as const;

/** Converts an HTTP request to the form that rules see. For a malformed request, returns the reason as text. */
export function readRequest(state: State, message: ClientRequest): EdgeRequest | string {
  const headers = collectHeaders(message);
  const target = splitTarget(message.url ?? "");
  if (!target) return "The request target is neither a path nor an http address.";
  const host = target.authority ?? onlyHost(headers);
  if (host === "") return "A request needs exactly one Host header.";
  const origin = readOrigin(message, headers);
  if (typeof origin === "string") return origin;
  const tls = message.socket instanceof TLSSocket;
  return {
    host: host.replace(/:\d*$/, ""),
    method: message.method ?? "GET",
    path: normalisePath(target.path),
    rawPath: target.path,
    query: target.query,
    tls,
    ...origin,
    userAgent: headers.get("user-agent")?.[0] ?? "",
    headers,
    serverPort: tls ? 443 : 80,
    clientCertificate: readClientCertificate(state, message),
  };
}

/** The only Host header; "" if there is none, or more than one. */
function onlyHost(headers: ReadonlyMap<string, readonly string[]>): string {
  const [host = "", ...others] = headers.get("host") ?? [];
  return others.length === 0 ? host : "";
}

function readOrigin(
  message: ClientRequest,
  headers: ReadonlyMap<string, readonly string[]>,
): Pick<EdgeRequest, "ip" | "asn" | "country"> | string {
  const ip = headers.get(pretence.ip)?.[0] ?? message.socket.remoteAddress ?? "127.0.0.1";
  const asn = headers.get(pretence.asn)?.[0] ?? "0";
  const country = (headers.get(pretence.country)?.[0] ?? "XX").toUpperCase();
  if (!parseAddress(ip)) return `${pretence.ip} is not an address.`;
  if (!/^\d{1,10}$/.test(asn)) return `${pretence.asn} is not a number.`;
  if (!/^[A-Z0-9]{2}$/.test(country)) return `${pretence.country} is not a country code of two letters.`;
  return { ip, asn: Number(asn), country };
}

function collectHeaders(message: ClientRequest): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const [line, value] of headerLines(message)) {
    const name = line.toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), value]);
  }
  return headers;
}

interface Target {
  /** Of an absolute target, in which it replaces the Host header (RFC 9112, section 3.2.2). */
  readonly authority?: string;
  readonly path: string;
  readonly query: string;
}

function splitTarget(url: string): Target | undefined {
  const absolute = /^https?:\/\/([^/?#\\]+)(.*)$/is.exec(url);
  const [, authority, rest = ""] = absolute ?? [undefined, undefined, url];
  if (authority === undefined && !rest.startsWith("/")) return undefined;
  const [withoutFragment = ""] = rest.split("#");
  const question = withoutFragment.indexOf("?");
  const path = question === -1 ? withoutFragment : withoutFragment.slice(0, question);
  const query = question === -1 ? "" : withoutFragment.slice(question + 1);
  return { path: path === "" ? "/" : path, query, ...(authority !== undefined && { authority }) };
}

function readClientCertificate(state: State, { socket }: ClientRequest): ClientCertificateFacts {
  if (!(socket instanceof TLSSocket)) return noClientCertificate;
  const peer = socket.getPeerX509Certificate();
  return peer ? readCertificateFacts(state, peer.toString()) : noClientCertificate;
}
