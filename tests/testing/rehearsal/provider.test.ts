import { X509Certificate } from "node:crypto";
import { type Inputs, openSecrets } from "../../../testing/rehearsal/inputs.ts";
import { createProvider } from "../../../testing/rehearsal/provider.ts";
import { withSimulator } from "../../simulator/with-simulator.ts";

const site = withSimulator();
const provider = () => createProvider({ baseUrl: site.simulator.api, token: site.simulator.apiToken });
const make = (type: string, inputs: Inputs, importId?: string) =>
  provider().make({ type, name: "it", inputs, importId });

const tunnelType = "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared";
const configType = "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig";
const recordType = "cloudflare:index/dnsRecord:DnsRecord";

describe("what is unknown is refused by name", () => {
  test.each([
    ["a resource", () => make("cloudflare:index/worker:Worker", {}), "cloudflare:index/worker:Worker"],
    ["a look-up", () => provider().lookUp("cloudflare:index/getUser:getUser", {}), "getUser"],
    [
      "an input",
      () => make(recordType, { zoneId: "z", name: "n", type: "A", ttl: 1, flattening: true }),
      "flattening",
    ],
    ["an import", () => make(recordType, {}, "zone/record"), "zone/record"],
  ])("%s", async (_what, action, name) => {
    await expect(action()).rejects.toThrow(name);
    expect(site.simulator.requests()).toEqual([]);
  });
});

test("a tunnel's configuration is sent under the API's own spellings", async () => {
  const { accountId } = site.simulator;
  const tunnel = await make(tunnelType, { accountId, name: "t", configSrc: "cloudflare" });
  const originRequest = { noTlsVerify: true, httpHostHeader: "inside", matchSnItoHost: true };
  const ingresses = [
    { hostname: "a.example.com", service: "https://inside", originRequest },
    { service: "http_status:404" },
  ];
  await make(configType, { accountId, tunnelId: tunnel.id, config: { ingresses } });
  expect(site.simulator.requests().at(-1)?.body).toEqual({
    config: {
      ingress: [
        {
          hostname: "a.example.com",
          originRequest: { httpHostHeader: "inside", matchSNItoHost: true, noTLSVerify: true },
          service: "https://inside",
        },
        { service: "http_status:404" },
      ],
    },
  });
});

describe("keys, requests and passwords", () => {
  test.each([
    [{ algorithm: "RSA", rsaBits: 2048 }, "rsa", "BEGIN RSA PRIVATE KEY"],
    [{ algorithm: "ECDSA", ecdsaCurve: "P256" }, "ec", "BEGIN EC PRIVATE KEY"],
  ])("a request for %j is signed by Cloudflare with its whole subject", async (algorithm, type, header) => {
    const key = await make("tls:index/privateKey:PrivateKey", algorithm);
    const { privateKeyPem } = key.state;
    expect(privateKeyPem).toContain(header);
    const subject = { commonName: "anna-phone", organization: 'Ünïcode, "Home" + Söhne', country: "DE" };
    const request = await make("tls:index/certRequest:CertRequest", { privateKeyPem, subject });
    const certificate = await make("cloudflare:index/clientCertificate:ClientCertificate", {
      zoneId: site.simulator.zoneId,
      csr: request.state["certRequestPem"],
      validityDays: 365,
    });
    expect(certificate.state).toMatchObject({
      status: "active",
      commonName: "anna-phone",
      organization: subject.organization,
    });
    const x509 = new X509Certificate(String(certificate.state["certificate"]));
    expect(x509.publicKey.asymmetricKeyType).toBe(type);
    expect(x509.fingerprint256.replaceAll(":", "").toLowerCase()).toBe(
      certificate.state["fingerprintSha256"],
    );
  });

  test("a password has the wanted letters only", async () => {
    const inputs = { length: 200, lower: false, upper: false, numeric: false, overrideSpecial: "xyz" };
    const { state } = await make("random:index/randomPassword:RandomPassword", inputs);
    expect(state["result"]).toMatch(/^[xyz]{200}$/);
  });
});

describe("commands", () => {
  const command = (create: string, inputs: Inputs = {}) =>
    make("command:local:Command", { create, ...inputs });

  test("get their input and environment, and keep their output without its last line end", async () => {
    const { state } = await command('printf "%s:" "$WORD"; cat; echo', {
      stdin: "in",
      environment: { WORD: "env" },
    });
    expect(state).toMatchObject({ stdout: "env:in", stderr: "" });
  });

  test("that fail are told with command and output", async () => {
    await expect(command("echo out; echo err >&2; exit 3")).rejects.toThrow(
      'exit status 3: running "echo out; echo err >&2; exit 3":\n',
    );
  });

  test("that never read their input still succeed", async () => {
    const { state } = await command("echo done", { stdin: "x".repeat(1_000_000) });
    expect(state["stdout"]).toBe("done");
  });
});

test("secrets are taken out of their envelopes, nested ones too", () => {
  const secret = (value: unknown) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  });
  const sealed = { a: secret([secret("b"), { c: secret(1) }]), d: null };
  expect(openSecrets(sealed)).toEqual({ a: ["b", { c: 1 }], d: null });
});
