import { type EdgeRequest, noClientCertificate } from "cloudflare-simulator/edge/request.ts";
import { fields } from "cloudflare-simulator/rules/field.ts";

const request: EdgeRequest = {
  host: "ha.example.com",
  method: "POST",
  path: "/api/a",
  rawPath: "/api//%61",
  query: "b=c",
  tls: false,
  ip: "192.0.2.1",
  asn: 64_500,
  country: "NL",
  userAgent: "curl",
  headers: new Map([
    ["cookie", ["a=1", "b=2"]],
    ["x-forwarded-for", ["192.0.2.2", "192.0.2.3"]],
  ]),
  serverPort: 80,
  clientCertificate: { ...noClientCertificate, verified: true, subjectDn: "CN=a", subjectDnLegacy: "/CN=a" },
};
const read = (name: string, changes: Partial<EdgeRequest> = {}): unknown =>
  fields.get(name)?.read({ ...request, ...changes });

test.each([
  ["http.request.uri", "/api/a?b=c"],
  ["http.request.uri.path", "/api/a"],
  ["http.request.full_uri", "http://ha.example.com/api/a?b=c"],
  ["raw.http.request.uri", "/api//%61?b=c"],
  ["raw.http.request.full_uri", "http://ha.example.com/api//%61?b=c"],
  ["http.cookie", "a=1; b=2"],
  ["http.x_forwarded_for", "192.0.2.2, 192.0.2.3"],
  ["http.referer", ""],
  ["ip.src", { family: 4, value: 0xc0000201n }],
  ["ip.src.asnum", 64_500n],
  ["ip.geoip.country", "NL"],
  ["cf.edge.server_port", 80n],
  ["ssl", false],
  ["cf.client.bot", false],
  ["cf.tls_client_auth.cert_verified", true],
  ["cf.tls_client_auth.cert_presented", false],
  ["cf.tls_client_auth.cert_subject_dn", "CN=a"],
  ["cf.tls_client_auth.cert_subject_dn_rfc2253", "CN=a"],
  ["cf.tls_client_auth.cert_subject_dn_legacy", "/CN=a"],
])("%s is %p", (name, value) => {
  expect(read(name)).toEqual(value);
});

test("an address without a query has no question mark", () => {
  expect(read("http.request.uri", { query: "" })).toBe("/api/a");
  expect(read("raw.http.request.uri", { query: "" })).toBe("/api//%61");
});
