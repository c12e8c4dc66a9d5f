import * as pulumi from "@pulumi/pulumi";
import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { compareOnly } from "../../domain/compare-only.ts";
import { surveyHomeAssistant } from "../../preflight/home-assistant.ts";
import { mockCloud } from "../components/support/mocked-cloud.ts";
import { tokenOf } from "../domain/home-assistant/tunnel-token.ts";
import { lookUps } from "./support/virtual-zone.ts";

const repository = "https://github.com/homeassistant-apps/repository";
const tunnel = {
  "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared tunnel": { id: "ours" },
};
/** The last run's state, which was told `abc`. */
const after = {
  ...tunnel,
  "command:local:Command home-assistant-setup": { id: "x", stdout: '{"seen":"abc"}' },
};

let home: HomeAssistant;
let supervisor: Supervisor;
let told: { readonly infos: string[]; readonly warnings: string[] };
beforeEach(async () => {
  supervisor = new Supervisor();
  home = await startHomeAssistant({ supervisor, users: { owner: { isAdmin: true } } });
  told = { infos: [], warnings: [] };
  jest.spyOn(pulumi.log, "info").mockImplementation((text) => Promise.resolve(void told.infos.push(text)));
  jest.spyOn(pulumi.log, "warn").mockImplementation((text) => Promise.resolve(void told.warnings.push(text)));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await home.close();
});

async function survey(state: Readonly<Record<string, object>>, token = "owner"): Promise<string> {
  await mockCloud({ lookUps: lookUps({ state: state as never }) });
  const choices = {
    url: home.url,
    externalUrl: "https://ha.example.com",
    takeOverApp: false,
    trustedProxies: undefined,
    origin: "http://homeassistant:8123",
  };
  return surveyHomeAssistant(choices, token);
}

/** Everything as a run leaves it. */
function setUp(): void {
  const app = supervisor.install(repository, { tunnel_token: tokenOf("ours") });
  app.configure({ watchdog: true });
  app.start();
  home.core.externalUrl = "https://ha.example.com";
  const http = home.core.http!;
  http.stable = { ...http.stable, use_x_forwarded_for: true, trusted_proxies: ["172.30.33.0/24"] };
}

test("a preview lists the run's steps, and changes nothing", async () => {
  const before = home.core.externalUrl;
  await survey({});
  expect(told.infos.join()).toContain("set the external address to https://ha.example.com");
  expect(told.infos.join()).toContain("install the app 396f0234_cloudflared");
  expect([home.core.externalUrl, supervisor.apps.size]).toEqual([before, 0]);
});

test("if everything is as the last run left it, the commands' input stays the same and nothing is reported", async () => {
  setUp();
  expect(await survey(after)).toBe("abc");
  expect(told).toEqual({ infos: [], warnings: [] });
});

test("if there is something to do, the input changes, in the same way for the same work", async () => {
  setUp();
  home.core.externalUrl = null;
  const seen = await survey(after);
  expect(seen).toMatch(/^[0-9a-f]{12}$/);
  expect(await survey(after)).toBe(seen);
});

test("an obstacle is a warning, and keeps the last input", async () => {
  expect(await survey(after, "stranger")).toBe("abc");
  expect(told.warnings.join()).toContain("[refused-by-home-assistant]");
});

test("a preview that only compares asks nothing, and keeps the last input", async () => {
  jest.spyOn(pulumi.runtime, "isDryRun").mockReturnValue(true);
  jest.replaceProperty(process, "env", { ...process.env, [compareOnly]: "true" });
  expect(await survey(after)).toBe("abc");
  expect(home.commands.commands()).toEqual([]);
});
