import {
  type HomeAssistant as StandIn,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor, type SupervisorOptions } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { installApp } from "../../home-assistant/install-app.ts";

const slug = "396f0234_cloudflared";
let standIn: StandIn;
let home: HomeAssistant;
afterEach(async () => {
  home.close();
  await standIn.close();
});

/** Installs the app, and returns what is told meanwhile. */
async function install(options: SupervisorOptions): Promise<string[]> {
  const repositories = ["https://github.com/homeassistant-apps/repository"];
  const supervisor = new Supervisor({ repositories, ...options });
  standIn = await startHomeAssistant({ supervisor });
  home = new HomeAssistant({ url: standIn.url, tokens: ["token"] });
  const told: string[] = [];
  await installApp(home, slug, (text) => void told.push(text));
  expect([...supervisor.apps.keys()]).toEqual([slug]);
  return told;
}

test("an installation is followed until its job is gone, and its progress is reported", async () => {
  const [first, ...more] = await install({ installMs: 1500 });
  expect(first).toBe(`downloading ${slug}: 0 %`);
  expect(more).toHaveLength(1);
});

test("an installation that ends at once reports no progress", async () => {
  expect(await install({})).toEqual([]);
});

test("an installation that ends without the app is a failure", async () => {
  await expect(install({ installMs: 100, downloads: false })).rejects.toThrow(
    `could not install the app ${slug}: the installation ended without the app`,
  );
});

test("an app without an image for this machine is not installed", async () => {
  await expect(install({ available: false })).rejects.toThrow("[app-unavailable]");
  expect(standIn.commands.commands()).toEqual([`get /store/addons/${slug}`]);
});
