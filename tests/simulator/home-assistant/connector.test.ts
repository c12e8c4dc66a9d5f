import { connectorsOf } from "cloudflare-simulator/home-assistant/connector.ts";
import { createState } from "cloudflare-simulator/state/new-state.ts";
import { createTunnel, deleteTunnel, updateTunnel } from "cloudflare-simulator/state/tunnels.ts";
import { tokenOf } from "../../domain/home-assistant/tunnel-token.ts";

const secret = Buffer.alloc(32, 1).toString("base64");
const state = createState("example.com", "");
const connect = connectorsOf(state);
const newTunnel = (name: string) =>
  createTunnel(state, { name, configSource: "cloudflare", tunnelSecret: secret });

test("a tunnel's token connects it, until the connector is stopped", () => {
  const tunnel = newTunnel("home");
  const stop = connect(tokenOf(tunnel.id, secret));
  expect(tunnel.connections).toHaveLength(1);
  stop();
  expect(tunnel.connections).toEqual([]);
});

test.each<[string, (tunnel: ReturnType<typeof newTunnel>) => string]>([
  ["an unknown tunnel", () => tokenOf("moon", secret)],
  ["a tunnel that is gone", (tunnel) => tokenOf(deleteTunnel(tunnel, false).id, secret)],
  [
    "a secret that was replaced",
    (tunnel) => {
      updateTunnel(state, tunnel, { tunnelSecret: Buffer.alloc(32, 2).toString("base64") });
      return tokenOf(tunnel.id, secret);
    },
  ],
  ["no tunnel at all", () => "not a token"],
])("a token of %s connects nothing", (what, tokenFor) => {
  const tunnel = newTunnel(what);
  connect(tokenFor(tunnel))();
  expect(tunnel.connections).toEqual([]);
});
