import { readConfig } from "../../../domain/configuration/config.ts";
import type { Configuration } from "../../../domain/configuration/settings.ts";
import { sound, stored } from "../stored-configuration.ts";

function read(values: Readonly<Record<string, unknown>>): Configuration {
  const { configuration, problems } = readConfig(stored(values));
  expect(problems).toEqual([]);
  return configuration!;
}

test("a setting that is not given has its default", () => {
  expect(read({ zone: "example.com", hostname: "ha.example.com" })).toEqual({
    zone: "example.com",
    hostname: "ha.example.com",
    plan: "free",
    origin: "http://homeassistant:8123",
    lanes: [],
    organization: "Home",
    country: "US",
    validityDays: 3650,
    keyAlgorithm: "rsa-2048",
    bundleEncryption: "compatible",
    zoneSettings: {
      ssl: "strict",
      alwaysUseHttps: "on",
      webSockets: "on",
      minTlsVersion: "leave",
      http3: "leave",
      onDestroy: "restore",
    },
    gatePosition: "last",
    allowSkipRules: [],
    devices: [],
  });
});

test("every setting can be given, each as Pulumi stores it", () => {
  const values = {
    zone: "example.com",
    zoneId: "0123456789abcdef0123456789abcdef",
    accountId: "fedcba9876543210fedcba9876543210",
    plan: "pro",
    services: [
      { hostname: "ha.example.com", origin: "https://ha:8123", devices: "all", noTlsVerify: true },
      {
        hostname: "nas.example.com",
        origin: "http://nas",
        devices: ["anna-phone"],
        httpHostHeader: "nas:80",
      },
    ],
    lanes: [
      {
        hostname: "ha.example.com",
        paths: ["/api/webhook/abc"],
        prefix: "/local/",
        methods: ["GET", "POST"],
        addresses: ["203.0.113.7", "2001:db8::/32"],
        asn: [64496],
        reason: "the doorbell calls",
      },
      {
        hostname: "ha.example.com",
        preset: "alexa",
        reason: "Alexa",
        acknowledge: "this opens the login page",
      },
    ],
    organization: 'Søren & Söhne "GmbH"',
    country: "NO",
    validityDays: 365,
    keyAlgorithm: "ecdsa-p256",
    bundleEncryption: "modern",
    bundleDirectory: "/home/anna/my bundles",
    zoneSettings: {
      ssl: "leave",
      alwaysUseHttps: "leave",
      webSockets: "leave",
      minTlsVersion: "1.3",
      http3: "off",
      onDestroy: "keep",
    },
    gatePosition: "first",
    allowSkipRules: ["monitoring"],
    devices: [
      {
        name: "anna-phone",
        platform: "ios",
        validityDays: 1,
        keyAlgorithm: "rsa-2048",
        bundleEncryption: "compatible",
        generation: 3,
        keepPrevious: true,
        profilePassword: true,
      },
      { name: "lost-phone", revoked: true },
      { name: "server", csr: "requests/server.pem" },
    ],
  };
  expect(read(values)).toEqual({ origin: "http://homeassistant:8123", ...values });
});

test("a key that Pulumi.yaml describes, but the stack does not set, counts as not given", () => {
  const empty = { origin: "", zoneId: "", services: [], lanes: [], zoneSettings: {}, devices: [] };
  expect(read({ ...empty, zone: "example.com", hostname: "ha.example.com" })).toEqual(
    read({ zone: "example.com", hostname: "ha.example.com" }),
  );
});

test("hostnames are converted to lower case", () => {
  const services = [{ hostname: "NAS.Example.com", origin: "http://nas" }];
  expect(read({ zone: "Example.COM", hostname: "HA.Example.Com" })).toMatchObject({
    zone: "example.com",
    hostname: "ha.example.com",
  });
  expect(read({ zone: "example.com", services }).services?.[0]?.hostname).toBe("nas.example.com");
});

test("the hostname can be the zone's name", () => {
  expect(read({ ...sound, hostname: "example.com" }).hostname).toBe("example.com");
});

test("a number may be stored as text", () => {
  expect(read({ ...sound, validityDays: "90" }).validityDays).toBe(90);
});
