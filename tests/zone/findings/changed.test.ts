import { gateState } from "../../preflight/support/gate-state.ts";
import { surveyOf } from "../../preflight/support/survey-of.ts";
import { ingressRules, type VirtualZone } from "../../preflight/support/virtual-zone.ts";

const rule = {
  id: "rule-1",
  ref: "ha-mtls-test-1",
  action: "block",
  enabled: true,
  expression: "(true)",
  description: "",
};
const record = {
  id: "record-1",
  name: "ha.example.com",
  type: "CNAME",
  content: "tunnel-1.cfargotunnel.com",
  proxied: true,
};
const ingress = { "ha.example.com": "http://homeassistant:8123" };

/** A deployed stack, and a zone that is as the last run left it. */
const zone: VirtualZone = {
  rules: [rule],
  associations: ["ha.example.com"],
  tunnels: [{ id: "tunnel-1", name: "ha-mtls-test" }],
  records: [record],
  settings: { ssl: "strict" },
  ingress,
  state: {
    ...gateState([rule], { hostnames: ["ha.example.com"] }),
    "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared tunnel": { id: "tunnel-1" },
    "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig tunnel-ingress": {
      tunnelId: "tunnel-1",
      config: { ingresses: ingressRules(ingress) },
    },
    "cloudflare:index/zoneSetting:ZoneSetting zone-settings-ssl": { settingId: "ssl", value: "strict" },
    "cloudflare:index/dnsRecord:DnsRecord ha.example.com-record": record,
  },
};

test("nothing is reported while everything is as the last run left it", async () => {
  expect((await surveyOf({ zone })).warnings).toEqual([]);
});

test.each<[string, VirtualZone, string]>([
  [
    "its rule deleted",
    { rules: [] },
    "the gate's rule ha-mtls-test-1 was deleted outside Pulumi: anyone who knows the hostname can reach the login page",
  ],
  [
    "its rule disabled",
    { rules: [{ ...rule, enabled: false }] },
    "the gate's rule ha-mtls-test-1 was disabled outside Pulumi: anyone who knows the hostname can reach the login page",
  ],
  [
    "its rule edited",
    { rules: [{ ...rule, expression: "(false)" }] },
    "the gate's rule ha-mtls-test-1 was edited outside Pulumi: it no longer enforces the list of devices",
  ],
  [
    "its association removed",
    { associations: ["vpn.example.com"] },
    "the association of ha.example.com was removed outside Pulumi: the edge no longer requests a certificate, and all devices are locked out",
  ],
  [
    "its ingress changed",
    { ingress: { "ha.example.com": "http://192.0.2.9" } },
    "the tunnel's ingress was changed outside Pulumi",
  ],
  [
    "its setting changed",
    { settings: { ssl: "flexible" } },
    "zone setting ssl was changed outside Pulumi (strict → flexible)",
  ],
  [
    "its record deleted",
    { records: [] },
    "DNS record ha.example.com was deleted outside Pulumi: the house can't be reached",
  ],
  [
    "its record with another target",
    { records: [{ ...record, content: "elsewhere.example.net" }] },
    "DNS record ha.example.com was changed outside Pulumi: it points to elsewhere.example.net now",
  ],
  [
    "its record set to DNS only",
    { records: [{ ...record, proxied: false }] },
    "DNS record ha.example.com was set to DNS only outside Pulumi: the house can't be reached",
  ],
])("%s is reported with the command that restores it", async (_what, change, sentence) => {
  const { warnings } = await surveyOf({ zone: { ...zone, ...change } });
  expect(warnings).toEqual([
    expect.stringMatching(/^.* \[changed-outside\]\n .*npx pulumi up --refresh$/) as string,
  ]);
  expect(warnings[0]).toContain(`${sentence} [`);
});

test("a setting that the owner leaves alone is not looked at", async () => {
  const settings = { zoneSettings: { ssl: "leave" } };
  expect((await surveyOf({ zone: { ...zone, settings: {} }, settings })).warnings).toEqual([]);
});
