import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import type { Rehearsal } from "../../../testing/rehearsal/rehearsal.ts";
import { openSite, requestLines, type Site } from "./house.ts";

jest.setTimeout(180_000);

interface Outputs {
  readonly url: string;
  readonly tunnelId: string;
  readonly tunnelToken: string;
  readonly devices: Record<string, { pin: string; expiresOn: string; bundle: string; certificateId: string }>;
  readonly bundlePasswords: Record<string, string>;
  readonly bundles: Record<string, string>;
  readonly homeAssistant: Record<string, string>;
}

let site: Site;
let rehearsal: Rehearsal;
let outputs: Outputs;
let lines: string[];

beforeAll(async () => {
  site = await openSite();
  rehearsal = await site.rehearse();
  outputs = rehearsal.outputs as unknown as Outputs;
  lines = requestLines(site);
});
afterAll(() => site.close());

/** The position of a request in the log, in which it must be once. */
function placeOf(line: string): number {
  expect(lines.filter((other) => other === line)).toHaveLength(1);
  return lines.indexOf(line);
}

const settings = "zones/{zone}/settings";
const ingress = "PUT accounts/{account}/cfd_tunnel/{tunnel}/configurations";
const association = "PUT zones/{zone}/certificate_authorities/hostname_associations";
const gate = "POST zones/{zone}/rulesets";
const record = "POST zones/{zone}/dns_records";
const certificate = "POST zones/{zone}/client_certificates";
const tunnel = "POST accounts/{account}/cfd_tunnel";

describe("the requests of a first run", () => {
  test("are these and no others", () => {
    expect([...lines].sort()).toEqual(
      [
        "GET zones?name=example.com",
        "GET zones/{zone}/firewall/access_rules/rules?mode=whitelist",
        "GET accounts/{account}/firewall/access_rules/rules?mode=whitelist",
        "GET user/firewall/access_rules/rules?mode=whitelist",
        "GET zones/{zone}/certificate_authorities/hostname_associations",
        "GET zones/{zone}/client_certificates?status=active&per_page=50",
        "GET zones/{zone}/dns_records?name.exact=ha.example.com",
        "GET accounts/{account}/cfd_tunnel?is_deleted=false",
        "POST zones/{zone}/rulesets?dry_run=true",
        `GET ${settings}/ssl`,
        `GET ${settings}/always_use_https`,
        `GET ${settings}/websockets`,
        `GET ${settings}/http3`,
        `GET ${settings}/min_tls_version`,
        // The survey and the restore point read them once, the gate's command before and after each write.
        ...Array<string>(4).fill("GET zones/{zone}/certificate_authorities/hostname_associations"),
        ...Array<string>(4).fill("GET zones/{zone}/rulesets/phases/http_request_firewall_custom/entrypoint"),
        tunnel,
        "GET accounts/{account}/cfd_tunnel/{tunnel}/token",
        ingress,
        `PATCH ${settings}/ssl`,
        `PATCH ${settings}/always_use_https`,
        `PATCH ${settings}/websockets`,
        certificate,
        certificate,
        association,
        gate,
        record,
      ].sort(),
    );
  });

  test("read everything before the first change", () => {
    const isLook = (line: string): boolean => line.startsWith("GET") || line.includes("dry_run=");
    const firstWrite = lines.findIndex((line) => !isLook(line));
    const looks = lines.filter((line) => isLook(line) && !line.endsWith("/token"));
    expect(new Set(lines.slice(0, firstWrite))).toEqual(new Set(looks));
  });

  test("close the gate after the ingress is made, and before the hostname can be reached", () => {
    expect(placeOf(ingress)).toBeLessThan(placeOf(gate));
    expect(placeOf(association)).toBeLessThan(placeOf(gate));
    expect(lines.lastIndexOf(certificate)).toBeLessThan(placeOf(gate));
    expect(placeOf(record)).toBe(lines.length - 1);
  });

  test("never let a stranger in", () => {
    expect(site.simulator.exposures()).toEqual([]);
  });

  test("have the bodies that the provider sends", () => {
    const pins = Object.values(outputs.devices).map(({ pin }) => `"${pin}"`);
    const bodyOf = (line: string): unknown => site.simulator.requests()[placeOf(line)]?.body;
    expect(bodyOf(tunnel)).toEqual({
      config_src: "cloudflare",
      name: "ha-mtls-test",
      tunnel_secret: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) as string,
    });
    expect(bodyOf(ingress)).toEqual({
      config: {
        ingress: [
          { hostname: "ha.example.com", service: "http://homeassistant:8123" },
          { service: "http_status:404" },
        ],
      },
    });
    expect(bodyOf(`PATCH ${settings}/ssl`)).toEqual({ value: "strict" });
    expect(bodyOf(association)).toEqual({ hostnames: ["ha.example.com"] });
    expect(bodyOf(gate)).toEqual({
      description: "",
      kind: "zone",
      name: "default",
      phase: "http_request_firewall_custom",
      rules: [
        {
          action: "block",
          description: expect.any(String) as string,
          enabled: true,
          expression: expect.stringContaining(pins.sort().join(" ")) as string,
          ref: "ha-mtls-test-1",
        },
      ],
    });
    expect(bodyOf(record)).toEqual({
      comment: "ha-mtls test",
      content: `${outputs.tunnelId}.cfargotunnel.com`,
      name: "ha.example.com",
      proxied: true,
      ttl: 1,
      type: "CNAME",
    });
  });

  test("order each certificate for the device's own number of days", () => {
    const bodies = site.simulator.requests().filter((_request, index) => lines[index] === certificate);
    const days = bodies.map(({ body }) => (body as { validity_days: number }).validity_days);
    expect(days.sort()).toEqual([30, 3650]);
  });
});

describe("the outputs", () => {
  test("are complete, and those with secrets are marked", () => {
    expect(Object.keys(outputs).sort()).toEqual(
      ["bundlePasswords", "bundles", "devices", "homeAssistant", "tunnelId", "tunnelToken", "url"].sort(),
    );
    expect([...rehearsal.secretOutputs].sort()).toEqual([
      "bundlePasswords",
      "bundles",
      "homeAssistant",
      "tunnelToken",
    ]);
    expect(outputs.url).toBe("https://ha.example.com");
    expect(outputs.homeAssistant["dockerCompose"]).toContain(outputs.tunnelToken);
  });

  test("name the certificates that Cloudflare holds", () => {
    const held = [...site.simulator.state.clientCertificates.values()].map((one) => one.fingerprint_sha256);
    expect(
      Object.values(outputs.devices)
        .map(({ pin }) => pin)
        .sort(),
    ).toEqual(held.sort());
    const subjects = [...site.simulator.state.clientCertificates.values()].map((one) => [
      one["common_name"],
      one["organization"],
      one["country"],
    ]);
    expect(subjects.sort()).toEqual([
      ["anna-phone", "Casa Müller", "DE"],
      ["ben-laptop", "Casa Müller", "DE"],
    ]);
  });
});

describe("the bundles", () => {
  test("can be read by their owner only", () => {
    expect(statSync(site.bundleDirectory).mode & 0o777).toBe(0o700);
    for (const { bundle } of Object.values(outputs.devices))
      expect(statSync(bundle).mode & 0o777).toBe(0o600);
  });

  test("open with the right password, and contain the pinned certificate", () => {
    for (const [name, { bundle, pin }] of Object.entries(outputs.devices)) {
      const pem = execFileSync("openssl", ["pkcs12", "-in", bundle, "-nokeys", "-passin", "env:PASSWORD"], {
        env: { ...process.env, PASSWORD: outputs.bundlePasswords[name] },
      });
      const der = execFileSync("openssl", ["x509", "-outform", "DER"], { input: pem });
      const sha256 = execFileSync("openssl", ["dgst", "-sha256", "-r"], { input: der }).toString();
      expect(sha256.split(" ")[0]).toBe(pin);
    }
  });

  test("don't open with a wrong password", () => {
    for (const { bundle } of Object.values(outputs.devices)) {
      const { status } = spawnSync("openssl", ["pkcs12", "-in", bundle, "-nokeys", "-passin", "pass:wrong"]);
      expect(status).not.toBe(0);
    }
  });

  test("are the same in the outputs", () => {
    for (const [name, { bundle }] of Object.entries(outputs.devices)) {
      expect(outputs.bundles[name]).toBe(readFileSync(bundle).toString("base64"));
    }
  });
});

// Not proved here: what only the engine has (state, diffs, replacement, secrets in the state, destroy).
