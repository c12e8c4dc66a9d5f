import { EventEmitter, once } from "node:events";
import https from "node:https";
import { WebSocket } from "ws";
import { startSimulator, type Simulator } from "cloudflare-simulator";
import type { Tunnel } from "cloudflare-simulator/state/state.ts";
import { breakTunnelStreams, holdInTunnel } from "cloudflare-simulator/state/tunnel-streams.ts";
import { tlsOptions } from "../support/ask.ts";
import { clientOf } from "../support/with-simulator.ts";

const ha = "ha.example.com";
let simulator: Simulator;
let tunnelId: string;

beforeEach(async () => {
  simulator = await startSimulator();
  const client = clientOf(simulator);
  const account = { account_id: simulator.accountId };
  const tunnels = client.zeroTrust.tunnels.cloudflared;
  tunnelId = (await tunnels.create({ ...account, name: "home", config_src: "cloudflare" })).id ?? "";
  const ingress = [{ hostname: ha, service: "http://ha:8123" }, { service: "http_status:404" }] as never;
  await tunnels.configurations.update(tunnelId, { ...account, config: { ingress } });
  await client.dns.records.create({
    ...{ zone_id: simulator.zoneId, type: "CNAME", name: ha, proxied: true, ttl: 1 },
    content: `${tunnelId}.cfargotunnel.com`,
  });
});

afterEach(() => simulator.close());

/** A WebSocket that has been greeted. */
async function openSocket(): Promise<WebSocket> {
  const port = Number(new URL(simulator.edge).port);
  const edge = { httpsPort: port, httpPort: 0, caPath: simulator.edgeCa };
  const socket = new WebSocket(`wss://127.0.0.1:${port}/api/websocket`, {
    ...(tlsOptions(edge, { host: ha }) as https.RequestOptions),
    headers: { host: ha },
  });
  await once(socket, "message");
  return socket;
}

const send = (path: string) =>
  fetch(`${simulator.api}/accounts/${simulator.accountId}/cfd_tunnel/${tunnelId}${path}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${simulator.apiToken}` },
  });

test.each([
  ["the tunnel is deleted", ""],
  ["its connections are dropped", "/connections"],
])("an open WebSocket is closed when %s", async (_, path) => {
  const socket = await openSocket();
  const closed = once(socket, "close");
  expect((await send(path)).status).toBe(200);
  await closed;
});

test("it stays open when one of two connectors disconnects, and is closed with the second", async () => {
  const { tunnels } = simulator.state;
  const connect = async () => {
    const path = `/_simulator/tunnels/${tunnelId}/connections`;
    const response = await fetch(new URL(path, simulator.api), { method: "POST" });
    return ((await response.json()) as { client_id: string }).client_id;
  };
  const [first, second] = [await connect(), await connect()];
  const socket = await openSocket();
  await send(`/connections?client_id=${first}`);
  expect([tunnels.get(tunnelId)?.connections.length, socket.readyState]).toEqual([1, WebSocket.OPEN]);
  const closed = once(socket, "close");
  await send(`/connections?client_id=${second}`);
  await closed;
});

test("a stream that has closed is forgotten", () => {
  const tunnel = {} as Tunnel;
  const stream = Object.assign(new EventEmitter(), { destroy: jest.fn() });
  holdInTunnel(tunnel, stream);
  breakTunnelStreams(tunnel);
  expect(stream.destroy).toHaveBeenCalledTimes(1);
  stream.emit("close");
  breakTunnelStreams(tunnel);
  expect(stream.destroy).toHaveBeenCalledTimes(1);
});
