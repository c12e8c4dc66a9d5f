import {
  type HomeAssistant as StandIn,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { CommandRefused, SupervisorSilent } from "../../home-assistant/answer.ts";
import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { readRepositories, readSupervisor, tellSupervisor } from "../../home-assistant/supervisor.ts";

const ours = "https://github.com/homeassistant-apps/repository";
const theirs = "https://github.com/brenner-tobias/ha-addons";
let supervisor: Supervisor;
let standIn: StandIn;
let home: HomeAssistant;
beforeEach(async () => {
  supervisor = new Supervisor();
  standIn = await startHomeAssistant({ supervisor });
  home = new HomeAssistant({ url: standIn.url, tokens: ["token"] });
});
afterEach(async () => {
  home.close();
  await standIn.close();
});

test("Cloudflared apps are read with their options, and repositories with their slugs", async () => {
  supervisor.install(ours);
  supervisor.install(theirs, { tunnel_token: "x" }).start();
  expect(await readSupervisor(home)).toEqual({
    apps: [
      expect.objectContaining({ slug: "396f0234_cloudflared", state: "stopped" }),
      expect.objectContaining({
        ...{ slug: "9074a9fa_cloudflared", state: "started", boot: "auto", watchdog: false },
        options: { additional_hosts: [], tunnel_token: "x" },
      }),
    ],
    repositories: ["core", "local", ours, theirs],
  });
  expect(await readRepositories(home)).toContainEqual({ slug: "396f0234", source: ours });
});

test("a refusal carries the Supervisor's message", async () => {
  const request = tellSupervisor(home, { method: "post", endpoint: "/addons/moon/start" });
  await expect(request).rejects.toThrow(CommandRefused);
  await expect(request).rejects.toThrow("App moon does not exist");
});

test("a silent Supervisor counts as a lost answer", async () => {
  supervisor.silent = true;
  await expect(readRepositories(home)).rejects.toThrow(SupervisorSilent);
});
