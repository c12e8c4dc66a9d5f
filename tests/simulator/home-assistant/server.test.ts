import { once } from "node:events";
import { createServer } from "cloudflare-simulator/home-assistant/server.ts";
import { WebSocket } from "ws";
import { statusOf } from "./status-of.ts";

const answers = (status: number) =>
  createServer(
    () => ({ status, type: "text/plain", body: "" }),
    (socket) => {
      socket.send("welcome");
    },
  );
let server: ReturnType<typeof createServer>;
afterEach(() => server.end());

const urlOf = (): string => `http://127.0.0.1:${server.port()}`;

test("it can be closed and listen again at the same port", async () => {
  server = answers(200);
  await server.listen(0);
  const url = urlOf();
  const port = server.port();
  await server.close();
  await expect(statusOf(url, "/")).rejects.toThrow("ECONNREFUSED");
  await server.listen(port);
  expect([await statusOf(url, "/"), server.isEnded()]).toEqual([200, false]);
});

test("closing breaks open WebSockets", async () => {
  server = answers(101);
  await server.listen(0);
  const socket = new WebSocket(urlOf().replace("http", "ws"));
  const [greeting] = (await once(socket, "message")) as [Buffer];
  expect(greeting.toString()).toBe("welcome");
  const closed = once(socket, "close");
  await server.end();
  await closed;
  expect(server.isEnded()).toBe(true);
});

test("a WebSocket that is refused gets the answer of a request", async () => {
  server = answers(404);
  await server.listen(0);
  const socket = new WebSocket(urlOf().replace("http", "ws"));
  const [error] = (await once(socket, "error")) as [Error];
  expect(error.message).toBe("Unexpected server response: 404");
});
