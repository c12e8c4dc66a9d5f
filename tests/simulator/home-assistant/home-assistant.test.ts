import { setTimeout } from "node:timers/promises";
import {
  type HomeAssistant,
  type HomeAssistantOptions,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { statusOf } from "./status-of.ts";

let home: HomeAssistant;
afterEach(() => home.close());

async function start(options: HomeAssistantOptions = {}): Promise<void> {
  home = await startHomeAssistant(options);
}

test("requests are recorded as they arrived", async () => {
  await start();
  await statusOf(home.url, "/api/webhook/a%2Fb?x=1", { method: "POST", headers: { "X-Odd": "1" } });
  expect(home.requests()).toMatchObject([
    { method: "POST", target: "/api/webhook/a%2Fb?x=1", remote: "127.0.0.1", status: 200 },
  ]);
  expect(home.requests()[0]?.rawHeaders).toContain("X-Odd");
});

test("its version decides whether it has HTTP settings", async () => {
  await start({ version: "2026.7.4" });
  expect(home.core.http).toBeUndefined();
  await home.close();
  await start({ version: "2026.8.0" });
  expect(home.core.http).toBeDefined();
});

test("while it restarts it does not answer, and it is running only when it has started", async () => {
  await start({ restartMs: 300, startMs: 1000 });
  home.core.http?.configure({ login_attempts_threshold: 5 });
  await setTimeout(20);
  await expect(statusOf(home.url, "/")).rejects.toThrow("ECONNREFUSED");
  const answered = async (): Promise<number> => statusOf(home.url, "/").catch(() => 0);
  while ((await answered()) !== 200) await setTimeout(20);
  expect(home.core.running).toBe(false);
  while (!home.core.running) await setTimeout(20);
});

test("closed in the middle of a restart it does not come back", async () => {
  await start({ restartMs: 50 });
  home.core.http?.configure({ login_attempts_threshold: 5 });
  await setTimeout(20);
  await home.close();
  await setTimeout(100);
  await expect(statusOf(home.url, "/")).rejects.toThrow("ECONNREFUSED");
});
