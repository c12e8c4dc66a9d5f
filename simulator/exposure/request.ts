import { type ClientCertificateFacts, type EdgeRequest, noClientCertificate } from "../edge/request.ts";
import type { Probe } from "../rules/survey.ts";

/** What a stranger who tries a host and a path sends besides them. */
export interface Attempt {
  readonly host: string;
  readonly path: string;
  readonly tls: boolean;
  readonly certificate?: ClientCertificateFacts;
  readonly probes: readonly Probe[];
}

/** Builds the request of an attempt: a stranger with a browser, from nowhere in particular, changed by the probes. */
export function buildRequest(attempt: Attempt): EdgeRequest {
  const request: MutableRequest = {
    host: attempt.host,
    method: "GET",
    path: attempt.path,
    query: "",
    tls: attempt.tls,
    ip: "198.51.100.77",
    asn: 64_496,
    country: "XX",
    userAgent: "Mozilla/5.0",
    headers: new Map<string, readonly string[]>(),
    serverPort: attempt.tls ? 443 : 80,
    clientCertificate: attempt.certificate ?? noClientCertificate,
  };
  for (const probe of attempt.probes) setters.get(probe.field)?.(request, probe.value);
  for (const probe of attempt.probes) setHeader(request, probe);
  return request;
}

/** Whether the stranger has a say in the field that the probe is about. */
export function isChoosable(probe: Probe): boolean {
  return setters.has(probe.field) || headerField.test(probe.field);
}

type MutableRequest = { -readonly [Name in keyof EdgeRequest]: EdgeRequest[Name] } & {
  headers: Map<string, readonly string[]>;
};

type Setter = (request: MutableRequest, value: string) => void;

const setAsn: Setter = (request, value) => {
  request.asn = Number(value);
};
const setCountry: Setter = (request, value) => {
  request.country = value;
};
const setQuery: Setter = (request, value) => {
  request.query = value;
};

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
