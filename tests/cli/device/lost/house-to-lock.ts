import { once } from "node:events";
import https from "node:https";
import { WebSocket } from "ws";
import { blockRules } from "../../../../domain/rules/gate-rule.ts";
import { tlsOptions } from "../../../simulator/support/ask.ts";
import type { Identity } from "../../../simulator/support/edge-world.ts";
import { newIdentity } from "../../../simulator/support/new-identity.ts";
import type { SimulatorUnderTest } from "../../../simulator/support/with-simulator.ts";
import type { DeployedStack } from "../deployed-stack.ts";

const hostname = "ha.example.com";
const phase = "http_request_firewall_custom";
const skip = { ref: "skip", action: "skip", expression: "ssl", action_parameters: { ruleset: "current" } };

interface Issued extends Identity {
  readonly id: string;
}

export interface HouseToLock {
  /** Both generations of anna-phone. */
  readonly anna: readonly [Issued, Issued];
  readonly ben: Issued;
  /** Id of the tunnel. */
  readonly tunnel: string;
}

/** A house with two devices, one of them with two generations; by default in a zone whose rules are full and bypassed. */
export async function houseToLock(
  cloud: SimulatorUnderTest,
  stack: DeployedStack,
  above: readonly object[] = [skip],
): Promise<HouseToLock> {
  const [first, second, ben] = [
    await issue(cloud, "anna-phone"),
    await issue(cloud, "anna-phone"),
    await issue(cloud, "ben-phone"),
  ];
  const pins = [first.pin, second.pin, ben.pin];
  const [gate] = blockRules({ hostnames: [hostname], lanes: [], pins });
  const others = [1, 2, 3].map((n) => ({ ref: `r${n}`, action: "block", expression: 'http.host eq "x"' }));
  const own = { ref: "ha-mtls-prod-1", action: "block", ...gate };
  await cloud.client.rulesets.phases.update(phase, {
    ...cloud.zone,
    rules: [...above, own, ...others] as never,
  });
  cloud.simulator.state.hostnameAssociations = [hostname];
  const tunnel = await openTunnel(cloud);
  stack.deploy([{ name: "anna-phone" }, { name: "ben-phone" }]);
  const resource = (type: string, name: string, rest: object) => ({
    urn: `urn:pulumi:prod::ha-mtls::${type}::${name}`,
    type,
    ...rest,
  });
  const certificate = (name: string, { id, pin }: Issued) =>
    resource("cloudflare:index/clientCertificate:ClientCertificate", `${name}-certificate`, {
      id,
      outputs: { fingerprintSha256: pin, zoneId: cloud.simulator.zoneId },
    });
  const resources = [
    certificate("anna-phone", first),
    certificate("anna-phone.2", second),
    certificate("ben-phone", ben),
    resource("cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared", "tunnel", {
      id: tunnel,
      outputs: { accountId: cloud.simulator.accountId },
    }),
  ];
  const exported = { version: 3, deployment: { resources } };
  stack.pulumi.answer("stack export", { stdout: JSON.stringify(exported) });
  return { anna: [first, second], ben, tunnel };
}

async function issue(cloud: SimulatorUnderTest, name: string): Promise<Issued> {
  const { key, csr } = await newIdentity(name);
  const request = { ...cloud.zone, csr, validity_days: 3650 };
  const made = await cloud.client.clientCertificates.create(request);
  return {
    id: made.id ?? "",
    key,
    certificate: made.certificate ?? "",
    pin: made.fingerprint_sha256 ?? "",
  };
}

async function openTunnel({ client, account, zone, control }: SimulatorUnderTest): Promise<string> {
  const tunnels = client.zeroTrust.tunnels.cloudflared;
  const { id = "" } = await tunnels.create({ ...account, name: "ha-mtls-prod", config_src: "cloudflare" });
  const ingress = [{ hostname, service: "http://homeassistant:8123" }, { service: "http_status:404" }];
  await tunnels.configurations.update(id, { ...account, config: { ingress: ingress as never } });
  await client.dns.records.create({
    ...{ ...zone, type: "CNAME", name: hostname, proxied: true, ttl: 1 },
    content: `${id}.cfargotunnel.com`,
  });
  await control("POST", `/tunnels/${id}/connections`);
  return id;
}

/** A WebSocket of a device through the edge, logged in with an access token of Home Assistant. */
export async function openThroughEdge(
  { simulator }: SimulatorUnderTest,
  identity: Identity,
  token: string,
): Promise<WebSocket> {
  const port = Number(new URL(simulator.edge).port);
  const edge = { httpsPort: port, httpPort: 0, caPath: simulator.edgeCa };
  const socket = new WebSocket(`wss://127.0.0.1:${port}/api/websocket`, {
    ...(tlsOptions(edge, { host: hostname, identity }) as https.RequestOptions),
    headers: { host: hostname },
  });
  await once(socket, "message");
  socket.send(JSON.stringify({ type: "auth", access_token: token }));
  const [answer] = (await once(socket, "message")) as [Buffer];
  if (!answer.toString("utf8").includes("auth_ok")) throw new Error(answer.toString("utf8"));
  return socket;
}
