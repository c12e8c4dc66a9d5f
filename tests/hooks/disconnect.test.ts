import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { refusalOf, withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();

/** Runs the hook as Pulumi does on destroy. */
function disconnect(tunnel: string): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, ["--import", "./start.js", "hooks/disconnect.ts"], {
    env: {
      ...process.env,
      CLOUDFLARE_BASE_URL: cloud.simulator.api,
      CLOUDFLARE_API_TOKEN: cloud.simulator.apiToken,
      ACCOUNT_ID: cloud.simulator.accountId,
      TUNNEL_ID: tunnel,
    },
  });
}

test("a tunnel with a connected connector can then be deleted, and the connector can't come back", async () => {
  const tunnels = cloud.client.zeroTrust.tunnels.cloudflared;
  const { id = "" } = await tunnels.create({ ...cloud.account, name: "t", config_src: "cloudflare" });
  const token = await tunnels.token.get(id, cloud.account);
  await cloud.control("POST", `/tunnels/${id}/connections`);
  expect(await refusalOf(tunnels.delete(id, cloud.account))).toMatchObject({ code: 1022 });
  await disconnect(id);
  expect(await tunnels.token.get(id, cloud.account)).not.toBe(token);
  await tunnels.delete(id, cloud.account);
});

test("a tunnel that no longer exists is no failure", async () => {
  const { stderr } = await disconnect("f174e90a-fafe-4643-bbbc-4a0ed4fc8415");
  expect(stderr).toBe("");
});
