import * as cloudflare from "@pulumi/cloudflare";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";

/** The yardstick of `npm run bench`: the same resources in one file, with Pulumi's default settings. */
const config = new pulumi.Config();
const zoneId = config.require("zoneId");
const accountId = config.require("accountId");
const hostname = "ha.example.com";

const secret = new random.RandomBytes("secret", { length: 32 });
const tunnel = new cloudflare.ZeroTrustTunnelCloudflared("tunnel", {
  accountId,
  name: "plain",
  configSrc: "cloudflare",
  tunnelSecret: secret.base64,
});
const ingress = new cloudflare.ZeroTrustTunnelCloudflaredConfig("ingress", {
  accountId,
  tunnelId: tunnel.id,
  config: {
    ingresses: [{ hostname, service: "http://homeassistant:8123" }, { service: "http_status:404" }],
  },
});
export const token = pulumi.secret(
  cloudflare.getZeroTrustTunnelCloudflaredTokenOutput({ accountId, tunnelId: tunnel.id }).token,
);
const settings = Object.entries({ ssl: "strict", always_use_https: "on", websockets: "on" }).map(
  ([settingId, value]) => new cloudflare.ZoneSetting(settingId, { zoneId, settingId, value }),
);
const pins = Array.from({ length: config.requireNumber("devices") }, (_, index) => {
  const name = `device-${index}`;
  const key = new tls.PrivateKey(`${name}-key`, { algorithm: "RSA", rsaBits: 2048 });
  const request = new tls.CertRequest(`${name}-request`, {
    privateKeyPem: key.privateKeyPem,
    subject: { commonName: name, organization: "Home", country: "US" },
  });
  const certificate = new cloudflare.ClientCertificate(`${name}-certificate`, {
    zoneId,
    csr: request.certRequestPem,
    validityDays: 3650,
  });
  const password = new random.RandomPassword(`${name}-password`, { length: 24, special: false });
  new command.local.Command(
    `${name}-bundle`,
    {
      create: `mkdir -p bundles && openssl pkcs12 -export -name ${name} -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -passout env:PASSWORD -out bundles/${name}.p12`,
      delete: `rm -f bundles/${name}.p12`,
      stdin: pulumi.concat(key.privateKeyPem, certificate.certificate),
      environment: { PASSWORD: password.result },
      logging: "none",
    },
    { additionalSecretOutputs: ["stdout", "stderr"] },
  );
  return certificate.fingerprintSha256;
});
const association = new cloudflare.CertificateAuthoritiesHostnameAssociations("association", {
  zoneId,
  hostnames: [hostname],
});
const gate = new cloudflare.Ruleset(
  "gate",
  {
    zoneId,
    name: "default",
    kind: "zone",
    phase: "http_request_firewall_custom",
    rules: [
      {
        ref: "plain",
        action: "block",
        enabled: true,
        expression: pulumi
          .all(pins)
          .apply(
            (all) =>
              `(http.host eq "${hostname}" and (not cf.tls_client_auth.cert_verified or cf.tls_client_auth.cert_revoked or not cf.tls_client_auth.cert_fingerprint_sha256 in {${all.map((pin) => `"${pin}"`).join(" ")}}))`,
          ),
      },
    ],
  },
  { dependsOn: [association, ingress] },
);
new cloudflare.DnsRecord(
  "record",
  {
    zoneId,
    name: hostname,
    type: "CNAME",
    content: pulumi.interpolate`${tunnel.id}.cfargotunnel.com`,
    proxied: true,
    ttl: 1,
  },
  { dependsOn: [gate, ...settings] },
);
