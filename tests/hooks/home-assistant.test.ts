import { x } from "tinyexec";
import { connectorsOf } from "cloudflare-simulator/home-assistant/connector.ts";
import {
  type HomeAssistant,
  type HomeAssistantOptions,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { allThatIsSetUp } from "../all-that-is-set-up.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const cloud = withSimulator();
let home: HomeAssistant;
let supervisor: Supervisor;
let tunnel: { readonly id: string; readonly token: string };

beforeEach(async () => {
  await start();
});
afterEach(() => home.close());

/** An installation with apps, beside a tunnel that nothing connects to yet. */
async function start(options: HomeAssistantOptions = {}): Promise<void> {
  supervisor = new Supervisor({ runConnector: connectorsOf(cloud.simulator.state) });
  home = await startHomeAssistant({ supervisor, ...options });
  tunnel = await makeTunnel();
}

let tunnels = 0;

async function makeTunnel(): Promise<{ readonly id: string; readonly token: string }> {
  const api = cloud.client.zeroTrust.tunnels.cloudflared;
  tunnels += 1;
  const { id = "" } = await api.create({ ...cloud.account, name: `t${tunnels}`, config_src: "cloudflare" });
  return { id, token: await api.token.get(id, cloud.account) };
}

const choices = {
  externalUrl: "https://ha.example.com",
  takeOverApp: false,
  origin: "http://homeassistant:8123",
};

/** As Pulumi runs it. */
async function hook(word: string, settings: object = {}, environment: NodeJS.ProcessEnv = {}) {
  const words = ["--import", "./start.js", "hooks/home-assistant.ts", word];
  const env = {
    ...process.env,
    HOME_ASSISTANT_TOKEN: undefined,
    CLOUDFLARE_BASE_URL: cloud.simulator.api,
    CONFIGURED_API_TOKEN: cloud.simulator.apiToken,
    CONFIGURED_HOME_ASSISTANT_TOKEN: "the token",
    HOME_ASSISTANT: JSON.stringify({ url: home.url, ...choices, ...settings }),
    ACCOUNT_ID: cloud.simulator.accountId,
    TUNNEL_ID: tunnel.id,
    TUNNEL_TOKEN: tunnel.token,
    RESOURCE: "urn:pulumi:test",
    ...environment,
  };
  const { exitCode: code, stdout, stderr } = await x(process.execPath, words, { nodeOptions: { env } });
  return { code, stdout, stderr };
}

const everything = (): object => allThatIsSetUp(home, supervisor);

const repository = "https://github.com/homeassistant-apps/repository";
const restore = (record: string) => hook("restore", {}, { PULUMI_COMMAND_STDOUT: record });

test("a fresh installation ends with the app running the tunnel, and can be restored", async () => {
  const before = everything();
  const { stdout: record } = await hook("record");
  const { code, stdout, stderr } = await hook("apply", {}, { SEEN: "abc" });
  expect(stderr).toContain("Cloudflare reports the tunnel as healthy");
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{"seen":"abc"}' });
  const [app] = supervisor.apps.values();
  expect(app).toMatchObject({ slug: "396f0234_cloudflared", state: "started", boot: "auto", watchdog: true });
  expect(app?.options).toEqual({ additional_hosts: [], tunnel_token: tunnel.token });
  expect(home.core.http?.stable).toMatchObject({
    use_x_forwarded_for: true,
    trusted_proxies: ["172.30.33.0/24"],
  });
  expect(home.core.externalUrl).toBe("https://ha.example.com");
  expect(await restore(record)).toMatchObject({ code: 0 });
  expect(everything()).toEqual(before);
  // No connector keeps Cloudflare from deleting the tunnel.
  await cloud.client.zeroTrust.tunnels.cloudflared.delete(tunnel.id, cloud.account);
});

test("a second run changes nothing, and does not restart", async () => {
  await hook("apply");
  const mark = home.commands.commands().length;
  await hook("apply");
  const commands = home.commands.commands().slice(mark);
  expect(commands.filter((command) => !/^get |get_config|current_user|^http\/config$/.test(command))).toEqual(
    [],
  );
});

test("the app gets the tunnel's new token", async () => {
  await hook("apply");
  const tunnels = cloud.client.zeroTrust.tunnels.cloudflared;
  const tunnel_secret = Buffer.alloc(32, 7).toString("base64");
  await tunnels.edit(tunnel.id, { ...cloud.account, tunnel_secret });
  const token = await tunnels.token.get(tunnel.id, cloud.account);
  expect(await hook("apply", {}, { TUNNEL_TOKEN: token })).toMatchObject({ code: 0 });
  expect([...supervisor.apps.values()][0]).toMatchObject({
    state: "started",
    options: { tunnel_token: token },
  });
});

test("somebody's app is used only if the owner allows it, and is restored afterwards", async () => {
  const theirs = await makeTunnel();
  const app = supervisor.install(repository, { tunnel_token: theirs.token, log_level: "debug" });
  app.start();
  const before = everything();
  const { stdout: record } = await hook("record");
  const refused = await hook("apply");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("[app-in-use]");
  expect(everything()).toEqual(before);
  expect(await hook("apply", { takeOverApp: true })).toMatchObject({ code: 0 });
  expect(app.options).toEqual({ additional_hosts: [], log_level: "debug", tunnel_token: tunnel.token });
  expect(await restore(record)).toMatchObject({ code: 0 });
  expect(everything()).toEqual(before);
});

test("other people's settings are kept, on set-up and on restore", async () => {
  await home.close();
  await start({ useXForwardedFor: true, trustedProxies: ["10.0.0.1"] });
  home.core.externalUrl = "https://old.example.com";
  const before = everything();
  const { stdout: record } = await hook("record");
  await hook("apply");
  expect(home.core.http?.stable.trusted_proxies).toEqual(["10.0.0.1/32", "172.30.33.0/24"]);
  await restore(record);
  expect(everything()).toEqual(before);
});

test("before 2026.8 the lines for configuration.yaml are printed, and the rest is done", async () => {
  await home.close();
  await start({ version: "2026.7.4" });
  const { code, stderr } = await hook("apply");
  expect(code).toBe(0);
  expect(stderr).toContain("[untrusted-proxy]");
  expect(stderr).toContain("- 172.30.33.0/24");
  expect(home.core.externalUrl).toBe("https://ha.example.com");
});

test("without a Supervisor it explains how to run the connector, and trusts its own machine", async () => {
  await home.close();
  home = await startHomeAssistant();
  const { code, stderr } = await hook("apply");
  expect(code).toBe(0);
  expect(stderr).toContain("[no-supervisor]");
  expect(home.core.http?.stable.trusted_proxies).toEqual(["127.0.0.1/32", "::1/128"]);
});

test.each<[string, string, () => Promise<NodeJS.ProcessEnv> | NodeJS.ProcessEnv]>([
  ["a Home Assistant that is down", "[unreachable]", async () => (await home.close(), {})],
  ["a wrong token", "[refused-by-home-assistant]", () => ({ CONFIGURED_HOME_ASSISTANT_TOKEN: "" })],
])(
  "%s is one message on restore, which explains how to continue without Home Assistant",
  async (_title, code, prepare) => {
    const { stdout: record } = await hook("record");
    const ran = await hook("restore", {}, { PULUMI_COMMAND_STDOUT: record, ...(await prepare()) });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(code);
    expect(ran.stderr).toContain("npx pulumi state delete 'urn:pulumi:test'");
    expect(ran.stderr).not.toContain("    at ");
  },
);

test("no secret is printed", async () => {
  const ran = await hook("apply");
  expect(ran.stdout + ran.stderr).not.toContain(tunnel.token);
  expect(ran.stdout + ran.stderr).not.toContain("the token");
});
