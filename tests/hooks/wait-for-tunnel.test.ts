import { connectApi } from "../../zone/api.ts";
import { waitForTunnel } from "../../hooks/wait-for-tunnel.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();

async function wait(patienceMs: number, meanwhile: (tunnel: string) => Promise<unknown>): Promise<void> {
  const tunnels = cloud.client.zeroTrust.tunnels.cloudflared;
  const { id = "" } = await tunnels.create({ ...cloud.account, name: "t", config_src: "cloudflare" });
  const api = connectApi({ token: cloud.simulator.apiToken, baseUrl: cloud.simulator.api });
  const waiting = waitForTunnel(api, { accountId: cloud.simulator.accountId, tunnelId: id, patienceMs });
  await Promise.all([waiting, meanwhile(id)]);
}

test("the wait ends when a connector is connected", async () => {
  await expect(
    wait(10_000, (tunnel) => cloud.control("POST", `/tunnels/${tunnel}/connections`)),
  ).resolves.toBeUndefined();
});

test("a tunnel that does not become healthy is reported, with where to look", async () => {
  await expect(wait(0, () => Promise.resolve())).rejects.toThrow(
    /^The tunnel is inactive .*app is running \[tunnel-down\]\n.*7844/,
  );
});
