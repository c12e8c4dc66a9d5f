import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { Tunnel } from "../../components/tunnel.ts";
import type { Service } from "../../domain/configuration/home.ts";
import { soundHome } from "../domain/sound-home.ts";
import { children, type MockedCloud, mockCloud, registered, run, unwrap } from "./support/mocked-cloud.ts";

const service: Service = {
  hostname: "ha.example.com",
  origin: "http://ha:8123",
  devices: [],
  noTlsVerify: false,
  httpHostHeader: undefined,
};
const token = "cloudflare:index/getZeroTrustTunnelCloudflaredToken:getZeroTrustTunnelCloudflaredToken";

async function make(
  services: readonly Service[] = [service],
): Promise<{ cloud: MockedCloud; tunnel: Tunnel }> {
  const cloud = await mockCloud({ lookUps: { [token]: () => ({ token: "eyJ" }) } });
  const args = {
    home: { ...soundHome(), services },
    accountId: "account",
    credentials: { STORED_API_TOKEN: pulumi.secret("the token") },
  };
  const tunnel = await run(() => new Tunnel("tunnel", args));
  return { cloud, tunnel };
}

test("a tunnel has a secret, its disconnection on destroy and an ingress", async () => {
  const { cloud } = await make();
  expect(children(cloud)).toEqual([
    "random:index/randomPassword:RandomPassword tunnel-secret",
    "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared tunnel",
    "command:local:Command tunnel-disconnect",
    "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig tunnel-ingress",
  ]);
});

test("the tunnel is configured at Cloudflare and has a secret of 32 bytes", async () => {
  const { cloud } = await make();
  // The id of a RandomBytes is the bytes, which the state stores in clear.
  expect(registered(cloud, "tunnel-secret").inputs).toMatchObject({
    length: 64,
    overrideSpecial: "0123456789abcdef",
  });
  const { inputs, secretInputs } = registered(cloud, "tunnel", "cloudflare");
  expect(inputs).toEqual({
    accountId: "account",
    name: "ha-mtls-test",
    configSrc: "cloudflare",
    tunnelSecret: Buffer.alloc(32, 0xab).toString("base64"),
  });
  expect(secretInputs).toEqual(["tunnelSecret"]);
});

test("an adopted tunnel keeps its secret, so that the connector at home stays connected", async () => {
  const { cloud } = await make();
  expect(registered(cloud, "tunnel", "cloudflare").ignoreChanges).toEqual(["configSrc", "tunnelSecret"]);
});

test("the ingress sends each hostname to its origin, and answers 404 to any other", async () => {
  const nas = { ...service, hostname: "nas.example.com", origin: "https://nas", noTlsVerify: true };
  const cam = { ...service, hostname: "cam.example.com", httpHostHeader: "cam:80" };
  const { cloud } = await make([service, nas, cam]);
  expect(registered(cloud, "tunnel-ingress").inputs).toEqual({
    accountId: "account",
    tunnelId: "id of tunnel",
    config: {
      ingresses: [
        { hostname: "ha.example.com", service: "http://ha:8123" },
        { hostname: "nas.example.com", service: "https://nas", originRequest: { noTlsVerify: true } },
        {
          hostname: "cam.example.com",
          service: "http://ha:8123",
          originRequest: { httpHostHeader: "cam:80" },
        },
        { service: "http_status:404" },
      ],
    },
  });
});

test("on destroy, connections are closed right before the tunnel is deleted", async () => {
  const { cloud } = await make();
  const { inputs, secretInputs, dependencies } = registered(cloud, "tunnel-disconnect");
  expect(inputs).toEqual({
    create: ":",
    delete: "node --import ./start.js hooks/disconnect.ts",
    environment: { ACCOUNT_ID: "account", TUNNEL_ID: "id of tunnel", STORED_API_TOKEN: "the token" },
    logging: "stderr",
  });
  expect(secretInputs).toEqual(["environment"]);
  expect(existsSync("hooks/disconnect.ts")).toBe(true);
  expect(dependencies).toContain(registered(cloud, "tunnel", "cloudflare").urn);
});

test("on destroy, the ingress is removed before the connections are closed", async () => {
  const { cloud } = await make();
  expect(registered(cloud, "tunnel-ingress").dependencies).toContain(
    registered(cloud, "tunnel-disconnect").urn,
  );
});

test("the token is a secret, although the provider returns it in clear", async () => {
  const { cloud, tunnel } = await make();
  expect(await unwrap(tunnel.token)).toEqual({ value: "eyJ", secret: true });
  expect(cloud.calls.map(({ token: called }) => called)).toEqual([token]);
});
