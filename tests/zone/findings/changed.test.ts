import { gateState } from "../../preflight/gate-state.ts";
import { surveyOf } from "../../preflight/survey-of.ts";
import { ingressRules, type VirtualZone } from "../../preflight/virtual-zone.ts";

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

/** A stack that was up, and a zone that is as it left it. */
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

test("says nothing when all is as the last run left it", async () => {
  expect((await surveyOf({ zone })).warnings).toEqual([]);
});

test.each<[string, VirtualZone, string]>([
  [
    "its rule deleted",
    { rules: [] },
    "the gate's rule ha-mtls-test-1 was deleted outside Pulumi: anybody who knows the hostname reaches the login page",
  ],
  [
    "its rule turned off",
    { rules: [{ ...rule, enabled: false }] },
    "the gate's rule ha-mtls-test-1 was disabled outside Pulumi: anybody who knows the hostname reaches the login page",
  ],
  [
    "its rule edited",
    { rules: [{ ...rule, expression: "(false)" }] },
    "the gate's rule ha-mtls-test-1 was edited outside Pulumi: it no longer says who may pass",
  ],
  [
    "its association taken out",
    { associations: ["vpn.example.com"] },
    "the association of ha.example.com was removed outside Pulumi: the edge no longer asks for a certificate, and all devices are locked out",
  ],
  [
    "its ingress changed",
    { ingress: { "ha.example.com": "http://192.0.2.9" } },
    "the tunnel's ingress was changed outside",
  ],
  [
    "its setting changed",
    { settings: { ssl: "flexible" } },
    "zone setting ssl was changed outside (strict → flexible)",
  ],
  [
    "its record deleted",
    { records: [] },
    "DNS record ha.example.com was deleted outside Pulumi: the house can't be reached",
  ],
  [
    "its record pointed elsewhere",
    { records: [{ ...record, content: "elsewhere.example.net" }] },
    "DNS record ha.example.com was pointed elsewhere outside (elsewhere.example.net)",
  ],
  [
    "its record taken off the edge",
    { records: [{ ...record, proxied: false }] },
    "DNS record ha.example.com was set to DNS only outside Pulumi: the house can't be reached",
  ],
])("names %s, and the command that puts it back", async (_what, change, sentence) => {
  const { warnings } = await surveyOf({ zone: { ...zone, ...change } });
  expect(warnings).toEqual([
    expect.stringMatching(/^.* \[changed-outside\]\n .*npx pulumi up --refresh$/) as string,
  ]);
  expect(warnings[0]).toContain(`${sentence} [`);
});

test("asks nothing about a setting that the owner leaves alone", async () => {
  const settings = { zoneSettings: { ssl: "leave" } };
  expect((await surveyOf({ zone: { ...zone, settings: {} }, settings })).warnings).toEqual([]);
});
