import { setTimeout } from "node:timers/promises";
import {
  type HomeAssistant as StandIn,
  type HomeAssistantOptions,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { applyHttp } from "../../home-assistant/http-trial.ts";

const patience = { startMs: 1000, restartMs: 1000, pauseMs: 5 };
const wanted = { use_x_forwarded_for: true, trusted_proxies: ["172.30.33.0/24"] };
let standIn: StandIn;
let home: HomeAssistant;
afterEach(async () => {
  home.close();
  await standIn.close();
});

async function start(options: HomeAssistantOptions = {}): Promise<void> {
  standIn = await startHomeAssistant({ restartMs: 20, ...options });
  home = new HomeAssistant({ url: standIn.url, tokens: ["token"] });
}

const apply = (): Promise<void> => applyHttp(home, { ...standIn.core.http?.stable, ...wanted }, patience);

test("settings are tried with a restart, and confirmed after Home Assistant has answered", async () => {
  await start();
  await apply();
  expect(standIn.core.http).toMatchObject({ stable: wanted, pending: null });
});

test("the client waits for a starting Home Assistant, which accepts no settings yet", async () => {
  await start();
  standIn.core.running = false;
  const applying = apply();
  await setTimeout(50);
  standIn.core.running = true;
  await applying;
  expect(standIn.core.http).toMatchObject({ stable: wanted });
});

test("an interrupted trial of the same settings is confirmed without another restart", async () => {
  await start();
  standIn.core.http?.configure({ ...standIn.core.http.stable, ...wanted });
  await setTimeout(100);
  const restarted = standIn.core.log.push("since the restart");
  await apply();
  expect(standIn.core.http).toMatchObject({ stable: wanted, pending: null });
  expect(standIn.core.log).toHaveLength(restarted);
});

test("a dropped trial is a failure, and the previous settings are used", async () => {
  await start({ revertMs: 1 });
  standIn.core.http!.promote = () => {
    throw new Error("No pending HTTP config to promote");
  };
  await expect(apply()).rejects.toThrow("[trial-failed]");
  await setTimeout(100);
  expect(standIn.core.http).toMatchObject({ pending: { error: "not_promoted" } });
  expect(standIn.core.http?.proxy).toEqual({ useXForwardedFor: false, trustedProxies: [] });
});

test("refused settings are a failure with Home Assistant's reason", async () => {
  await start();
  const refused = applyHttp(home, { ...wanted, colour: "red" }, patience);
  await expect(refused).rejects.toThrow(
    "could not try the HTTP settings: not a valid option at 'config.colour'",
  );
});
