import { parseAddress } from "./address.ts";
import type { ClientCertificateFacts, EdgeRequest } from "../edge/request.ts";
import type { Value, ValueType } from "./expression.ts";

/** A field of the rules language. */
export interface Field {
  readonly type: ValueType;
  readonly read: (request: EdgeRequest) => Value;
}

/** The fields that rule expressions may use; the simulator refuses all others. */
export const fields: ReadonlyMap<string, Field> = new Map<string, Field>([
  // The dashboard writes "all incoming requests" as a bare `true`.
  ["true", { type: "Bool", read: () => true }],
  ["false", { type: "Bool", read: () => false }],
  ["http.host", bytes((request) => request.host)],
  ["http.request.method", bytes((request) => request.method)],
  ["http.request.uri", bytes((request) => withQuery(request.path, request))],
  ["http.request.uri.path", bytes((request) => request.path)],
  ["http.request.uri.query", bytes((request) => request.query)],
  ["http.request.full_uri", bytes((request) => origin(request) + withQuery(request.path, request))],
  ["http.user_agent", bytes((request) => request.userAgent)],
  ["http.referer", header("referer")],
  ["http.cookie", header("cookie", "; ")],
  ["http.x_forwarded_for", header("x-forwarded-for")],
  ["http.request.headers", { type: "Headers", read: (request) => request.headers }],
  ["raw.http.request.uri", bytes((request) => withQuery(rawPath(request), request))],
  ["raw.http.request.uri.path", bytes(rawPath)],
  ["raw.http.request.uri.query", bytes((request) => request.query)],
  ["raw.http.request.full_uri", bytes((request) => origin(request) + withQuery(rawPath(request), request))],
  ["ip.src", { type: "Ip", read: (request) => parseAddress(request.ip) }],
  ["ip.src.asnum", integer((request) => request.asn)],
  ["ip.geoip.asnum", integer((request) => request.asn)],
  ["ip.src.country", bytes((request) => request.country)],
  ["ip.geoip.country", bytes((request) => request.country)],
  ["ssl", { type: "Bool", read: (request) => request.tls }],
  ["cf.edge.server_port", integer((request) => request.serverPort)],
  // Cloudflare's list of known bots contains no client of the simulator, and the threat score has always been 0 since 2024.
  ["cf.client.bot", { type: "Bool", read: () => false }],
  ["cf.threat_score", integer(() => 0)],
  ["cf.tls_client_auth.cert_presented", fact("presented")],
  ["cf.tls_client_auth.cert_verified", fact("verified")],
  ["cf.tls_client_auth.cert_revoked", fact("revoked")],
  ["cf.tls_client_auth.cert_fingerprint_sha256", factText("fingerprintSha256")],
  ["cf.tls_client_auth.cert_fingerprint_sha1", factText("fingerprintSha1")],
  ["cf.tls_client_auth.cert_serial", factText("serial")],
  ["cf.tls_client_auth.cert_issuer_serial", factText("issuerSerial")],
  ["cf.tls_client_auth.cert_ski", factText("ski")],
  ["cf.tls_client_auth.cert_issuer_ski", factText("issuerSki")],
  ["cf.tls_client_auth.cert_subject_dn", factText("subjectDn")],
  ["cf.tls_client_auth.cert_subject_dn_rfc2253", factText("subjectDn")],
  ["cf.tls_client_auth.cert_subject_dn_legacy", factText("subjectDnLegacy")],
  ["cf.tls_client_auth.cert_issuer_dn", factText("issuerDn")],
  ["cf.tls_client_auth.cert_issuer_dn_rfc2253", factText("issuerDn")],
  ["cf.tls_client_auth.cert_issuer_dn_legacy", factText("issuerDnLegacy")],
  ["cf.tls_client_auth.cert_not_before", factText("notBefore")],
  ["cf.tls_client_auth.cert_not_after", factText("notAfter")],
  ["cf.tls_client_auth.cert_rfc9440", factText("rfc9440")],
  ["cf.tls_client_auth.cert_rfc9440_too_large", { type: "Bool", read: () => false }],
]);

type Facts = ClientCertificateFacts;
type TextFact = { [Name in keyof Facts]: Facts[Name] extends string ? Name : never }[keyof Facts];

function bytes(read: (request: EdgeRequest) => string): Field {
  return { type: "Bytes", read };
}

function integer(read: (request: EdgeRequest) => number): Field {
  return { type: "Int", read: (request) => BigInt(read(request)) };
}

function header(name: string, separator = ", "): Field {
  return bytes((request) => request.headers.get(name)?.join(separator) ?? "");
}

function fact(name: "presented" | "verified" | "revoked"): Field {
  return { type: "Bool", read: (request) => request.clientCertificate[name] };
}

function factText(name: TextFact): Field {
  return bytes((request) => request.clientCertificate[name]);
}

function withQuery(path: string, request: EdgeRequest): string {
  return request.query === "" ? path : `${path}?${request.query}`;
}

function rawPath(request: EdgeRequest): string {
  return request.rawPath ?? request.path;
}

function origin(request: EdgeRequest): string {
  return `${request.tls ? "https" : "http"}://${request.host}`;
}
