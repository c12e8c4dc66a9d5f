import { type ClientCertificateFacts, type EdgeRequest, noClientCertificate } from "../edge/request.ts";
import type { Probe } from "../rules/survey.ts";

/** A request that a stranger sends. */
export interface StrangerRequest {
  readonly host: string;
  readonly path: string;
  readonly tls: boolean;
  readonly certificate?: ClientCertificateFacts | undefined;
  readonly probes: readonly Probe[];
}

/** Builds a stranger's request: a browser's, from an unknown country, with the values that the probes set. */
export function buildRequest(sent: StrangerRequest): EdgeRequest {
  const request: MutableRequest = {
    host: sent.host,
    method: "GET",
    path: sent.path,
    query: "",
    tls: sent.tls,
    ip: "198.51.100.77",
    asn: 64_496,
    country: "XX",
    userAgent: "Mozilla/5.0",
    headers: new Map<string, readonly string[]>(),
    serverPort: sent.tls ? 443 : 80,
    clientCertificate: sent.certificate ?? noClientCertificate,
  };
  for (const probe of sent.probes) setters.get(probe.field)?.(request, probe.value);
  for (const probe of sent.probes) setHeader(request, probe);
  return request;
}

/** Whether a stranger can choose the value of the probe's field. */
export function isChoosable(probe: Probe): boolean {
  return setters.has(probe.field) || headerField.test(probe.field);
}

type MutableRequest = { -readonly [Name in keyof EdgeRequest]: EdgeRequest[Name] } & {
  headers: Map<string, readonly string[]>;
};

type Setter = (request: MutableRequest, value: string) => unknown;

const setAsn: Setter = (request, value) => (request.asn = Number(value));
const setCountry: Setter = (request, value) => (request.country = value);
const setQuery: Setter = (request, value) => (request.query = value);

const setters: ReadonlyMap<string, Setter> = new Map<string, Setter>([
  ["http.request.method", (request, value) => (request.method = value)],
  ["http.request.uri.query", setQuery],
  ["raw.http.request.uri.query", setQuery],
  ["http.user_agent", (request, value) => (request.userAgent = value)],
  ["http.referer", (request, value) => request.headers.set("referer", [value])],
  ["http.cookie", (request, value) => request.headers.set("cookie", [value])],
  ["http.x_forwarded_for", (request, value) => request.headers.set("x-forwarded-for", [value])],
  ["ip.src.asnum", setAsn],
  ["ip.geoip.asnum", setAsn],
  ["ip.src.country", setCountry],
  ["ip.geoip.country", setCountry],
  ["cf.edge.server_port", (request, value) => (request.serverPort = Number(value))],
]);

const headerField = /^http\.request\.headers\[(.+)\]$/;

function setHeader(request: MutableRequest, probe: Probe): void {
  const name = headerField.exec(probe.field)?.[1];
  if (name !== undefined) request.headers.set(name, [probe.value]);
}
