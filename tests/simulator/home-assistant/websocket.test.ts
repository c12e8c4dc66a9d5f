import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import {
  type HomeAssistant,
  type HomeAssistantOptions,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { WebSocket } from "ws";

const open: HomeAssistant[] = [];
afterEach(async () => {
  for (const home of open.splice(0)) await home.close();
});

async function start(options: HomeAssistantOptions = {}): Promise<HomeAssistant> {
  const home = await startHomeAssistant(options);
  open.push(home);
  return home;
}

/** Logs in, sends one command and gives what comes back. */
async function ask(home: HomeAssistant, command: object, token = "token"): Promise<Record<string, unknown>> {
  const socket = new WebSocket(`${home.url.replace("http", "ws")}/api/websocket`);
  const answers: Record<string, unknown>[] = [];
  socket.on("message", (data: Buffer) =>
    answers.push(JSON.parse(data.toString("utf8")) as Record<string, unknown>),
  );
  await once(socket, "message");
  socket.send(JSON.stringify({ type: "auth", access_token: token }));
  await once(socket, "message");
  if (answers.at(-1)?.["type"] === "auth_ok") {
    socket.send(JSON.stringify({ id: 1, ...command }));
    await Promise.race([once(socket, "message"), once(socket, "close")]);
  }
  socket.terminate();
  return answers.at(-1) ?? {};
}

async function result(home: HomeAssistant, command: object): Promise<unknown> {
  const answer = await ask(home, command);
  expect(answer).toMatchObject({ success: true });
  return answer["result"];
}

async function refusal(home: HomeAssistant, command: object, token?: string): Promise<unknown> {
  const answer = await ask(home, command, token);
  expect(answer).toMatchObject({ success: false });
  return (answer["error"] as { code: string }).code;
}

const proxied = { use_x_forwarded_for: true, trusted_proxies: ["127.0.0.1"] };

/** The status of a request that a proxy forwards. */
async function forwarded({ url }: HomeAssistant): Promise<number> {
  return (await fetch(url, { headers: { "x-forwarded-for": "203.0.113.7" } })).status;
}

test("its HTTP settings are changed by commands, and take effect with a restart", async () => {
  const home = await start();
  expect(await forwarded(home)).toBe(400);
  const stable = home.core.http?.stable;
  expect(await result(home, { type: "http/config/configure", config: { ...stable, ...proxied } })).toEqual({
    restart: true,
  });
  await setTimeout(50);
  expect(await forwarded(home)).toBe(200);
  await result(home, { type: "http/config/promote" });
  expect(await result(home, { type: "http/config" })).toMatchObject({
    active_config_type: "stable",
    pending: null,
    stable: { ...proxied, trusted_proxies: ["127.0.0.1/32"] },
  });
});

test("no settings are accepted while it starts, and nothing is confirmed without a trial", async () => {
  const home = await start();
  expect(await refusal(home, { type: "http/config/promote" })).toBe("not_allowed");
  home.core.running = false;
  expect(await refusal(home, { type: "http/config/configure", config: proxied })).toBe("not_running");
});

test("commands for HTTP settings exist from 2026.8 on, and those for apps only with a Supervisor", async () => {
  const home = await start({ version: "2026.7.4" });
  expect(await refusal(home, { type: "http/config" })).toBe("unknown_command");
  expect(await refusal(home, { type: "supervisor/api", method: "get", endpoint: "/addons" })).toBe(
    "unknown_command",
  );
});

test("only an administrator can change anything, and a wrong token can't log in", async () => {
  const users = { guest: { isAdmin: false }, owner: { isAdmin: true } };
  const home = await start({ users });
  expect(await refusal(home, { type: "http/config" }, "guest")).toBe("unauthorized");
  expect(await refusal(home, { type: "config/core/update", external_url: "https://x.test" }, "guest")).toBe(
    "unauthorized",
  );
  expect(await ask(home, { type: "get_config" }, "wrong")).toMatchObject({ type: "auth_invalid" });
  expect(await ask(home, { type: "auth/current_user" }, "owner")).toMatchObject({
    result: { is_admin: true },
  });
});

test("the external address can be written and read back", async () => {
  const home = await start();
  await result(home, { type: "config/core/update", external_url: "https://ha.example.com" });
  expect(await result(home, { type: "get_config" })).toMatchObject({
    external_url: "https://ha.example.com",
  });
});

test("requests to the Supervisor and its refusals are passed on", async () => {
  const home = await start({ supervisor: new Supervisor() });
  expect(await result(home, { type: "get_config" })).toMatchObject({
    components: expect.arrayContaining(["hassio"]) as string[],
  });
  expect(await result(home, { type: "supervisor/api", method: "get", endpoint: "/addons" })).toEqual({
    addons: [],
  });
  expect(await refusal(home, { type: "supervisor/api", method: "get", endpoint: "/addons/x/info" })).toBe(
    "unknown_error",
  );
});

test("a command can be made to fail, before or after it took effect", async () => {
  const home = await start();
  const update = { type: "config/core/update", external_url: "https://ha.example.com" };
  home.commands.set(1, "refused");
  expect(await refusal(home, update)).toBe("unknown_error");
  home.commands.set(1, "cut before");
  await ask(home, update);
  expect(home.core.externalUrl).toBeNull();
  home.commands.set(1, "cut after");
  await ask(home, update);
  expect(home.core.externalUrl).toBe("https://ha.example.com");
  expect(home.commands.commands()).toEqual(Array<string>(3).fill("config/core/update"));
});
