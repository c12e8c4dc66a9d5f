import { X509Certificate } from "node:crypto";
import type { RecordedExposure } from "cloudflare-simulator/exposure/log.ts";
import { newCsr } from "./support/new-csr.ts";
import { textLike } from "./support/text-matchers.ts";
import { withSimulator } from "./support/with-simulator.ts";

const underTest = withSimulator({ zoneName: "home.example.org" });

test("the log has all API requests with their bodies as sent, but no control requests", async () => {
  const { client, zone, control, simulator } = underTest;
  await client.zones.settings.edit("ssl", { ...zone, value: "strict" });
  await control("GET", "/state");
  expect(await control("GET", "/requests")).toEqual([
    {
      number: 1,
      time: textLike(/^\d{4}-.*Z$/),
      method: "PATCH",
      path: `/client/v4/zones/${simulator.zoneId}/settings/ssl`,
      body: { value: "strict" },
      status: 200,
    },
  ]);
});

test("requests that are refused are logged too, and the log can be emptied", async () => {
  await fetch(`${underTest.simulator.api}/zones?name=x`);
  expect(underTest.simulator.requests()).toMatchObject([
    { path: "/client/v4/zones?name=x", status: 400, body: null },
  ]);
  await underTest.control("DELETE", "/requests");
  await underTest.send("/zones");
  expect(await underTest.control("GET", "/requests")).toMatchObject([{ number: 2, status: 200 }]);
});

test("the state is described as in the API's responses", async () => {
  const { client, account, zone, control } = underTest;
  const tunnel = await client.zeroTrust.tunnels.cloudflared.create({ ...account, name: "home" });
  const record = await client.dns.records.create({
    ...zone,
    type: "A",
    name: "www",
    content: "192.0.2.1",
    ttl: 1,
  });
  expect(await control("GET", "/state")).toMatchObject({
    zone: { id: zone.zone_id, name: "home.example.org" },
    tunnels: [{ ...tunnel, configuration: { version: 0, config: null } }],
    dnsRecords: [record],
    settings: { ssl: "full", always_use_https: "off" },
    clientCertificates: [],
    hostnameAssociations: [],
    rulesets: [],
    accessRules: [],
  });
});

test("a foreign certificate is signed by the zone's own CA, but isn't one of its certificates", async () => {
  const { control, client, zone, simulator } = underTest;
  const ours = await client.clientCertificates.create({ ...zone, csr: newCsr(), validity_days: 30 });
  const foreign = (await control("POST", "/foreign-certificates", { csr: newCsr("/CN=stranger") })) as {
    certificate: string;
    fingerprint_sha256: string;
  };
  const certificate = new X509Certificate(foreign.certificate);
  expect(certificate.issuer).toBe(new X509Certificate(ours.certificate!).issuer);
  expect(certificate.subject).toBe("CN=stranger");
  expect(foreign.fingerprint_sha256).toBe(certificate.fingerprint256.replaceAll(":", "").toLowerCase());
  expect([...simulator.state.clientCertificates.keys()]).toEqual([ours.id]);
});

test("an exposure is recorded with the request that caused it, and not again with later ones", async () => {
  const { client, account, zone, control } = underTest;
  const hostname = "ha.home.example.org";
  const { id } = await client.zeroTrust.tunnels.cloudflared.create({
    ...account,
    name: "home",
    config_src: "cloudflare",
  });
  const rules = [{ hostname, service: "http://homeassistant:8123" }, { service: "http_status:404" }];
  await client.zeroTrust.tunnels.cloudflared.configurations.update(id!, {
    ...account,
    config: { ingress: rules as { hostname: string; service: string }[] },
  });
  expect(await control("GET", "/exposures")).toEqual([]);
  await client.dns.records.create({
    ...zone,
    type: "CNAME",
    name: hostname,
    content: `${id!}.cfargotunnel.com`,
    proxied: true,
    ttl: 1,
  });
  const opened = (await control("GET", "/exposures")) as RecordedExposure[];
  expect(opened).toContainEqual(
    expect.objectContaining({
      hostname,
      who: "no certificate",
      service: "http://homeassistant:8123",
      request: { number: 3, method: "POST", path: `/client/v4/zones/${zone.zone_id}/dns_records` },
    }),
  );
  await client.zones.settings.edit("ssl", { ...zone, value: "strict" });
  expect(await control("GET", "/exposures")).toEqual(opened);
});

test("a missing control route is reported", async () => {
  await expect(underTest.control("GET", "/nothing")).rejects.toThrow("answered 404");
  await expect(underTest.control("PUT", "/limits", { certificates: 1 })).rejects.toThrow("answered 400");
});
