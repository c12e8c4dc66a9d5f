import { buildRequest, isChoosable } from "cloudflare-simulator/exposure/request.ts";

const sent = { host: "ha.example.com", path: "/", tls: true, probes: [] };

test("a stranger's request has no certificate, no headers and an unknown country", () => {
  const { clientCertificate, headers, country } = buildRequest(sent);
  expect([clientCertificate.presented, headers.size, country]).toEqual([false, 0, "XX"]);
});

test.each([
  [true, 443],
  [false, 80],
])("with TLS %s it arrives at port %i", (tls, serverPort) => {
  expect(buildRequest({ ...sent, tls })).toMatchObject({ tls, serverPort });
});

test("probes set the fields that rules look at", () => {
  const request = buildRequest({
    ...sent,
    probes: [
      { field: "http.request.method", value: "OPTIONS" },
      { field: "ip.geoip.asnum", value: "64500" },
      { field: "ip.src.country", value: "NL" },
      { field: "http.user_agent", value: "UptimeRobot" },
      { field: "http.cookie", value: "a=1" },
      { field: "http.request.headers[x-key]", value: "secret" },
      { field: "ip.src", value: "192.0.2.1" },
    ],
  });
  expect(request).toMatchObject({ method: "OPTIONS", asn: 64_500, country: "NL", userAgent: "UptimeRobot" });
  expect(Object.fromEntries(request.headers)).toEqual({ cookie: ["a=1"], "x-key": ["secret"] });
  expect(request.ip).toBe(buildRequest(sent).ip);
});

test.each([
  ["http.request.method", true],
  ["http.request.headers[x-any]", true],
  ["ip.src.asnum", true],
  ["ip.src", false],
  ["ssl", false],
])("whether a stranger can choose %s: %s", (field, choosable) => {
  expect(isChoosable({ field, value: "1" })).toBe(choosable);
});
