import { setTimeout } from "node:timers/promises";
import {
  type HomeAssistant as StandIn,
  type HomeAssistantOptions,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { readFacts } from "../../home-assistant/read-facts.ts";

let standIn: StandIn;
let home: HomeAssistant;
afterEach(async () => {
  home.close();
  await standIn.close();
});

async function start(options: HomeAssistantOptions, token = "token"): Promise<void> {
  standIn = await startHomeAssistant(options);
  home = new HomeAssistant({ url: standIn.url, tokens: [token] });
}

test("a token of a user who is not an administrator is refused before anything else is read", async () => {
  await start({ users: { guest: { isAdmin: false } } }, "guest");
  await expect(readFacts(home)).rejects.toThrow("only lets administrators change its settings");
  expect(standIn.commands.commands()).toEqual(["get_config", "auth/current_user"]);
});

test("a version that is too old is reported with the oldest supported one", async () => {
  await start({ version: "2023.12.4" });
  await expect(readFacts(home)).rejects.toThrow("is version 2023.12.4; the stack supports 2024.3 and later");
});

test("a starting Home Assistant is waited for, because its Supervisor integration may not be loaded yet", async () => {
  await start({ supervisor: new Supervisor() });
  standIn.core.running = false;
  const reading = readFacts(home);
  await setTimeout(100);
  standIn.core.running = true;
  expect((await reading).supervisor).toEqual({ apps: [], repositories: ["core", "local"] });
});

test("a silent Supervisor is asked three times, then reported", async () => {
  const supervisor = new Supervisor();
  await start({ supervisor });
  supervisor.silent = true;
  await expect(readFacts(home)).rejects.toThrow(
    "could not say which apps it has: its Supervisor did not answer",
  );
  expect(standIn.commands.commands().filter((command) => command === "get /addons")).toHaveLength(3);
});

test("a failed trial is reported with its reason, and settings without Home Assistant's metadata", async () => {
  await start({ useXForwardedFor: true, trustedProxies: ["10.0.0.1"] });
  const { http } = standIn.core;
  http!.pending = { ...http!.stable, server_port: 80, error: "not_promoted" };
  const facts = await readFacts(home);
  expect(facts.http).toMatchObject({ active: "stable", error: "nobody confirmed them within five minutes" });
  expect(facts.http?.stable).toEqual(http?.stable);
});
