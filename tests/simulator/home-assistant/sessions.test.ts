import { once } from "node:events";
import {
  type HomeAssistant,
  type HomeAssistantOptions,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { WebSocket } from "ws";

const anna = { isAdmin: true };
const ben = { isAdmin: true };
const options: HomeAssistantOptions = {
  users: { laptop: anna, phone: anna, other: ben },
  sessions: { phone: { client_id: "https://home-assistant.io/android", last_used_ip: "203.0.113.7" } },
};

let home: HomeAssistant;
beforeEach(async () => {
  home = await startHomeAssistant(options);
});
afterEach(() => home.close());

type Received = Record<string, unknown>;

async function receive(socket: WebSocket): Promise<Received> {
  const [data] = (await once(socket, "message")) as [Buffer];
  return JSON.parse(data.toString("utf8")) as Received;
}

async function logIn(token: string): Promise<{ socket: WebSocket; greeting: Received }> {
  const socket = new WebSocket(`${home.url.replace("http", "ws")}/api/websocket`);
  await receive(socket);
  socket.send(JSON.stringify({ type: "auth", access_token: token }));
  return { socket, greeting: await receive(socket) };
}

async function ask(socket: WebSocket, command: object): Promise<Received> {
  socket.send(JSON.stringify({ id: 1, ...command }));
  return await receive(socket);
}

async function list(socket: WebSocket): Promise<Received[]> {
  return (await ask(socket, { type: "auth/refresh_tokens" }))["result"] as Received[];
}

test("a person sees only their own sessions, even an administrator", async () => {
  const { socket } = await logIn("laptop");
  expect(await list(socket)).toMatchObject([
    { client_id: "https://home-assistant.io/android", last_used_ip: "203.0.113.7", is_current: false },
    { client_id: null, is_current: true },
  ]);
  const { socket: other } = await logIn("other");
  expect(await list(other)).toMatchObject([{ is_current: true }]);
});

test("a session that is deleted closes its connections at once, and its token is not accepted again", async () => {
  const [{ socket: phone }, { socket: laptop }] = [await logIn("phone"), await logIn("laptop")];
  const lost = (await list(laptop)).find(({ is_current }) => is_current === false)!;
  const closed = once(phone, "close");
  expect(
    await ask(laptop, { type: "auth/delete_refresh_token", refresh_token_id: lost["id"] }),
  ).toMatchObject({ success: true, result: {} });
  await closed;
  expect((await logIn("phone")).greeting).toMatchObject({ type: "auth_invalid" });
  expect(await list(laptop)).toMatchObject([{ is_current: true }]);
});

test("neither another person's session nor an unknown one can be deleted", async () => {
  const { socket: other } = await logIn("other");
  const [own] = await list(other);
  const { socket } = await logIn("laptop");
  for (const id of [own!["id"], "unknown"]) {
    expect(await ask(socket, { type: "auth/delete_refresh_token", refresh_token_id: id })).toMatchObject({
      success: false,
      error: { code: "invalid_token_id" },
    });
  }
});
