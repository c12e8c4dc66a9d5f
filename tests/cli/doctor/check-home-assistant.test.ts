import {
  type HomeAssistant,
  type HomeAssistantOptions,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { checkHomeAssistant } from "../../../cli/doctor/check-home-assistant.ts";
import type { Diagnosis } from "../../../cli/doctor/diagnosis.ts";
import { tokenOf } from "../../domain/home-assistant/tunnel-token.ts";
import { homeOf, stateOf, types } from "../support/cli-fixtures.ts";

const tunnelId = "c1744f8b-faa1-48a4-9e5c-02ac921467fa";
const repository = "https://github.com/homeassistant-apps/repository";
const setUp = stateOf([
  { types: types.tunnel, name: "tunnel", id: tunnelId },
  { types: "ha-mtls:index:HomeAssistant$command:local:Command", name: "home-assistant-setup", id: "x" },
]);

let home: HomeAssistant;
let supervisor: Supervisor;
beforeEach(async () => {
  await start();
});
afterEach(() => home.close());

/** Everything as a run leaves it. */
async function start(options: HomeAssistantOptions = {}): Promise<void> {
  supervisor = new Supervisor();
  const app = supervisor.install(repository, { tunnel_token: tokenOf(tunnelId) });
  app.configure({ boot: "auto", watchdog: true });
  app.start();
  const proxies = { useXForwardedFor: true, trustedProxies: ["172.30.33.0/24"] };
  const users = { owner: { isAdmin: true }, guest: { isAdmin: false } };
  home = await startHomeAssistant({ supervisor, users, ...proxies, ...options });
  home.core.externalUrl = "https://ha.example.com";
}

async function restart(options: HomeAssistantOptions): Promise<void> {
  await home.close();
  await start(options);
}

const look = (accessToken: string | undefined = "owner", state = setUp): Promise<Diagnosis[]> =>
  checkHomeAssistant({
    home: homeOf({ homeAssistant: JSON.stringify({ url: home.url }) }),
    ...{ state, accessToken },
  });
const fines = (checks: readonly Diagnosis[]): string[] =>
  checks.flatMap((check) => (check.level === "fine" ? [check.what] : []));
const findings = (checks: readonly Diagnosis[]): string[] =>
  checks.flatMap((check) =>
    check.level === "fine"
      ? []
      : [`${check.level} ${check.problem.code}: ${check.problem.where} ${check.problem.what}`],
  );
const app = () => [...supervisor.apps.values()][0]!;

test("says nothing of a Home Assistant that the stack leaves alone", async () => {
  expect(await checkHomeAssistant({ home: homeOf(), state: setUp, accessToken: undefined })).toEqual([]);
});

test("names each part that is as the stack has set it up, and only reads", async () => {
  const checks = await look();
  expect(findings(checks)).toEqual([]);
  expect(fines(checks)).toEqual([
    `Home Assistant 2026.11.0 answers at ${home.url}, and the access token is an administrator's`,
    "Home Assistant's app 396f0234_cloudflared runs the stack's tunnel",
    "Home Assistant trusts the connector's requests from 172.30.33.0/24",
    "Home Assistant's external address is https://ha.example.com",
  ]);
  const written = home.commands
    .commands()
    .filter((one) => /^(post|delete) |configure|promote|update/.test(one));
  expect(written).toEqual([]);
});

test("before the first run it says what the run will do, as a preview does", async () => {
  await home.close();
  supervisor = new Supervisor();
  home = await startHomeAssistant({ supervisor });
  const checks = await look("owner", stateOf([]));
  expect(findings(checks)).toEqual([]);
  const [, , work = ""] = fines(checks);
  expect(work).toContain(`At Home Assistant 2026.11.0 (${home.url}), pulumi up will:`);
  expect(work).toContain("- install the app 396f0234_cloudflared\n");
});

test.each<[string, () => unknown, string]>([
  [
    "a stopped app",
    () => {
      app().stop();
    },
    "problem changed-outside: Home Assistant's app 396f0234_cloudflared is not running (state: stopped)",
  ],
  [
    "an app without its watchdog",
    () => {
      app().configure({ watchdog: false });
    },
    "problem changed-outside: Home Assistant's app 396f0234_cloudflared has its watchdog off",
  ],
  [
    "an app that runs another tunnel",
    () => {
      app().configure({ options: { additional_hosts: [], tunnel_token: tokenOf("another") } });
    },
    "problem app-in-use: Home Assistant's app 396f0234_cloudflared already runs another tunnel (another)",
  ],
  [
    "an app that is gone",
    () => {
      supervisor.apps.clear();
    },
    "problem changed-outside: Home Assistant's app 396f0234_cloudflared is not installed",
  ],
  [
    "a proxy that is no longer trusted",
    () => restart({ useXForwardedFor: false, trustedProxies: [] }),
    "problem changed-outside: Home Assistant's HTTP server does not trust the connector's requests from 172.30.33.0/24",
  ],
  [
    "another external address",
    () => (home.core.externalUrl = "https://other.example.com"),
    "warning changed-outside: Home Assistant's external address is https://other.example.com; it must be https://ha.example.com",
  ],
  [
    "no external address",
    () => (home.core.externalUrl = null),
    "warning changed-outside: Home Assistant's external address is not set; it must be https://ha.example.com",
  ],
])("%s is the one thing that is wrong", async (_title, change, finding) => {
  await change();
  expect(findings(await look())).toEqual([finding]);
});

test("a part's fix tells what a run will do, in a preview's words", async () => {
  app().stop();
  const [found] = (await look()).filter(({ level }) => level === "problem");
  expect(found).toMatchObject({
    problem: { fix: "To restore it, run npx pulumi up, which will start the app 396f0234_cloudflared" },
  });
});

test("a trial of HTTP settings that waits to be confirmed is told", async () => {
  const http = home.core.http!;
  http.pending = { ...http.stable, login_attempts_threshold: 3 };
  expect(findings(await look())).toEqual([
    "warning unconfirmed-trial: Home Assistant's HTTP server has changed settings on trial that nobody has confirmed yet",
  ]);
  http.pending = { ...http.stable, trusted_proxies: [] };
  expect(findings(await look())).toEqual([
    "problem unconfirmed-trial: Home Assistant's HTTP server has changed settings on trial that nobody has confirmed yet",
  ]);
});

test("a trial that failed is told with Home Assistant's reason", async () => {
  const http = home.core.http!;
  http.pending = {
    ...http.stable,
    server_port: 80,
    error: "bind_failed",
    error_message: "port 80 is in use",
  };
  expect(findings(await look())).toEqual([
    "warning trial-failed: Home Assistant's HTTP server did not keep the new settings: port 80 is in use",
  ]);
});

const repair = (domain: string, key: string, placeholders: Record<string, string> | null = null) => ({
  ...{ domain, issue_id: key, translation_key: key, translation_placeholders: placeholders },
  ...{ learn_more_url: null, ignored: false },
});

test("an http: block that is ignored, and the app's own repairs are told; everything else is somebody else's", async () => {
  home.core.repairs = [
    repair("http", "yaml_still_present_after_migration"),
    repair("hassio", "issue_addon_boot_fail", { addon: "Cloudflared" }),
    repair("hassio", "issue_addon_boot_fail", { addon: "Mosquitto" }),
    repair("sun", "setting"),
    { ...repair("http", "deprecated_yaml"), ignored: true },
  ];
  expect(findings(await look())).toEqual([
    "warning home-assistant-repair: configuration.yaml of Home Assistant has an http: block, which Home Assistant ignores",
    "warning home-assistant-repair: Home Assistant's Cloudflared app has an open repair: issue addon boot fail",
  ]);
});

test("without a Supervisor, and before 2026.8, it tells what is left to the owner", async () => {
  await home.close();
  home = await startHomeAssistant({ version: "2026.7.1" });
  home.core.externalUrl = "https://ha.example.com";
  expect(findings(await look())).toEqual([
    expect.stringMatching(/^warning no-supervisor: /),
    expect.stringMatching(/^warning untrusted-proxy: Home Assistant 2026\.7\.1 reads its HTTP settings/),
  ]);
});

test("a lane's webhook that ignores the internet, or that Home Assistant does not have, is told", async () => {
  home.core.webhooks = [
    { webhook_id: "local", local_only: true },
    { webhook_id: "remote", local_only: false },
  ];
  const lanes = ["local", "remote", "gone"].map((webhook) => ({ webhook, reason: "the doorbell" }));
  const values = { homeAssistant: JSON.stringify({ url: home.url }), lanes: JSON.stringify(lanes) };
  const checks = await checkHomeAssistant({ home: homeOf(values), state: setUp, accessToken: "owner" });
  expect(findings(checks)).toEqual([
    "warning idle-webhook: ha.example.com/api/webhook/local does nothing for callers from the internet: Home Assistant accepts them from the local network only",
    "warning idle-webhook: ha.example.com/api/webhook/gone is a webhook that Home Assistant does not have",
  ]);
});

const nothing = (): void => undefined;

test.each<[string, string, string | undefined, () => unknown]>([
  ["no token", "no-home-assistant-token", undefined, nothing],
  ["a token that is not accepted", "refused-by-home-assistant", "stranger", nothing],
  ["a user who is no administrator", "refused-by-home-assistant", "guest", nothing],
  ["a version that is too old", "home-assistant-too-old", "owner", () => restart({ version: "2023.1.0" })],
  ["a Home Assistant that is down", "unreachable", "owner", () => home.close()],
])("%s is one finding", async (...[, code, accessToken, prepare]) => {
  await prepare();
  const homeAssistant = JSON.stringify({ url: home.url });
  const checks = await checkHomeAssistant({ home: homeOf({ homeAssistant }), state: setUp, accessToken });
  expect(findings(checks)).toEqual([expect.stringMatching(new RegExp(`^problem ${code}: `))]);
  expect(checks).toHaveLength(1);
});
