import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { refusalOf, withSimulator } from "../simulator/with-simulator.ts";

const cloud = withSimulator();

/** As Pulumi runs it on destroy. */
function disconnect(
  tunnel: string,
  tokens: NodeJS.ProcessEnv = { CLOUDFLARE_API_TOKEN: cloud.simulator.apiToken },
): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, ["--import", "./start.js", "hooks/disconnect.ts"], {
    env: {
      ...process.env,
      CLOUDFLARE_BASE_URL: cloud.simulator.api,
      CLOUDFLARE_API_TOKEN: undefined,
      ...tokens,
      ACCOUNT_ID: cloud.simulator.accountId,
      TUNNEL_ID: tunnel,
    },
  });
}

test("a tunnel whose connector is connected can be deleted afterwards, and the connector has no way back", async () => {
  const tunnels = cloud.client.zeroTrust.tunnels.cloudflared;
  const { id = "" } = await tunnels.create({ ...cloud.account, name: "t", config_src: "cloudflare" });
  const token = await tunnels.token.get(id, cloud.account);
  await cloud.control("POST", `/tunnels/${id}/connections`);
  expect(await refusalOf(tunnels.delete(id, cloud.account))).toMatchObject({ code: 1022 });
  await disconnect(id);
  expect(await tunnels.token.get(id, cloud.account)).not.toBe(token);
  await tunnels.delete(id, cloud.account);
});

test.each<[string, (good: string, bad: string) => NodeJS.ProcessEnv]>([
  ["the stack's configuration", (good, bad) => ({ CONFIGURED_API_TOKEN: good, CLOUDFLARE_API_TOKEN: bad })],
  ["the environment", (good, bad) => ({ CLOUDFLARE_API_TOKEN: good, STORED_API_TOKEN: bad })],
  ["the last up", (good) => ({ STORED_API_TOKEN: good })],
])("a token of %s comes before what comes after it", async (_where, tokens) => {
  const environment = tokens(cloud.simulator.apiToken, "x".repeat(40));
  await expect(disconnect("f174e90a-fafe-4643-bbbc-4a0ed4fc8415", environment)).resolves.toBeDefined();
});

test("a tunnel that is gone already is no failure", async () => {
  const { stderr } = await disconnect("f174e90a-fafe-4643-bbbc-4a0ed4fc8415");
  expect(stderr).toBe("");
});
