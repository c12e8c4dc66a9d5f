import type { EdgeRequest } from "./request.ts";
import { canonicalName } from "../state/names.ts";
import type { DnsRecord, IngressRule, State, Tunnel } from "../state/state.ts";

export type OriginRequest = Readonly<Record<string, unknown>>;

/** Where a request goes that the rules let through. */
export type Route =
  | {
      readonly kind: "origin";
      /** As in the tunnel's ingress, for example http://homeassistant:8123. */
      readonly service: string;
      readonly tunnelId: string;
      /** The tunnel's defaults, overridden by the ingress rule's own. */
      readonly originRequest: OriginRequest;
    }
  /** A response of the ingress itself: `http_status:404`. */
  | { readonly kind: "status"; readonly code: number; readonly tunnelId: string }
  /** No origin to connect to; `errorCode` is the number on Cloudflare's error page. */
  | {
      readonly kind: "unreachable";
      readonly status: 530;
      readonly errorCode: 1016 | 1033;
      readonly reason: string;
    };

/**
 * Follows DNS record, tunnel and ingress. As in DNS, case and a trailing dot don't matter to the name; as in cloudflared,
 * the ingress compares the Host header exactly. Whether a connector is connected doesn't matter: one may connect at any
 * moment.
 * https://github.com/cloudflare/cloudflared/blob/master/ingress/ingress.go
 */
export function route(state: State, request: Pick<EdgeRequest, "host" | "path" | "rawPath">): Route {
  const name = canonicalName(request.host);
  const target = followRecords(state, name);
  if (!target) return unreachable(1016, `${name} has no proxied CNAME record pointing to a tunnel`);
  const tunnel = state.tunnels.get(target);
  if (!tunnel || tunnel.deletedAt !== null) return unreachable(1033, `tunnel ${target} does not exist`);
  if (tunnel.configSource === "local") return unreachable(1033, `tunnel ${target} is configured locally`);
  return routeInTunnel(tunnel, request.host, decodePath(request.rawPath ?? request.path));
}

const maximumAliases = 10;
const tunnelDomain = ".cfargotunnel.com";

/** The id of the tunnel behind a name, found by following proxied CNAME records within the zone. */
function followRecords(state: State, name: string): string | undefined {
  let current = name;
  for (let followed = 0; followed < maximumAliases; followed += 1) {
    const record = findRecord(state, current);
    if (record?.type !== "CNAME" || !record.proxied) return undefined;
    current = canonicalName(record.content);
    if (current.endsWith(tunnelDomain)) return current.slice(0, -tunnelDomain.length);
  }
  return undefined;
}

/** The record of the exact name, or else the wildcard below the closest parent that exists. */
function findRecord(state: State, name: string): DnsRecord | undefined {
  const records = [...state.dnsRecords.values()].filter((record) =>
    ["A", "AAAA", "CNAME"].includes(record.type),
  );
  const named = (wanted: string) => records.find((record) => record.name.toLowerCase() === wanted);
  const exact = named(name);
  if (exact) return exact;
  for (let parent = parentOf(name); parent !== undefined; parent = parentOf(parent)) {
    const wildcard = named(`*.${parent}`);
    if (wildcard) return wildcard;
    const suffix = `.${parent}`;
    if (records.some((record) => record.name === parent || record.name.endsWith(suffix))) return undefined;
  }
  return undefined;
}

function parentOf(name: string): string | undefined {
  const dot = name.indexOf(".");
  return dot === -1 ? undefined : name.slice(dot + 1);
}

// cloudflared without an ingress responds with 503 to every request.
function routeInTunnel(tunnel: Tunnel, host: string, path: string): Route {
  const config = tunnel.configuration.config;
  const rules = config?.ingress ?? [];
  const rule = rules.find((candidate) => ingressMatches(candidate, host, path)) ?? rules.at(-1);
  if (!rule) return { kind: "status", code: 503, tunnelId: tunnel.id };
  const status = /^http_status:(\d{3})$/.exec(rule.service);
  if (status) return { kind: "status", code: Number(status[1]), tunnelId: tunnel.id };
  const defaults = config?.["originRequest"] as OriginRequest | undefined;
  return {
    kind: "origin",
    service: rule.service,
    tunnelId: tunnel.id,
    originRequest: { ...defaults, ...rule.originRequest },
  };
}

function ingressMatches(rule: IngressRule, host: string, path: string): boolean {
  const hostname = rule.hostname ?? "";
  const hostMatches =
    hostname === "" ||
    hostname === "*" ||
    hostname === host ||
    (hostname.startsWith("*.") && host.endsWith(hostname.slice(1)));
  return hostMatches && (!rule.path || pathPattern(rule.path).test(path));
}

const patterns = new Map<string, RegExp>();
const rememberedPatterns = 500;

/** A Go regular expression in JavaScript, where only a leading group of flags has to be translated. */
function pathPattern(source: string): RegExp {
  const known = patterns.get(source);
  if (known) return known;
  const flags = /^\(\?([ims]+)\)/.exec(source);
  const pattern = new RegExp(flags ? source.slice(flags[0].length) : source, flags?.[1] ?? "");
  if (patterns.size >= rememberedPatterns) patterns.clear();
  patterns.set(source, pattern);
  return pattern;
}

// cloudflared matches the decoded path and forwards the original one.
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The route that ends at one of Cloudflare's 1xxx error pages. */
export function unreachable(errorCode: 1016 | 1033, reason: string): Route {
  return { kind: "unreachable", status: 530, errorCode, reason };
}
