import { cloudflareMakers } from "../../../testing/rehearsal/cloudflare-resources.ts";
import type { Inputs } from "../../../testing/rehearsal/inputs.ts";
import { connectProviderApi } from "../../../testing/rehearsal/provider-api.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";

const site = withSimulator();
const make = (type: string, inputs: Inputs) => {
  const api = connectProviderApi({ baseUrl: site.simulator.api, token: site.simulator.apiToken });
  const maker = cloudflareMakers[`cloudflare:index/${type}`];
  return maker!(api, { type, name: "it", inputs, importId: undefined });
};

const tunnelType = "zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared";
const configType = "zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig";

test("a tunnel's configuration is sent in the API's own spelling", async () => {
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

test("a proxied record with a lifetime is refused in the provider's words", async () => {
  const { zoneId } = site.simulator;
  const record = { zoneId, name: "ha", type: "A", content: "192.0.2.1", proxied: true, ttl: 300 };
  await expect(make("dnsRecord:DnsRecord", record)).rejects.toThrow(
    "ttl must be set to 1 when proxied is true, got 300",
  );
  expect(site.simulator.requests()).toEqual([]);
});
