import http from "node:http";
import type { AddressInfo } from "node:net";
import { startHomeAssistant } from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { createLongLivedTokenAuth, ERR_INVALID_AUTH } from "home-assistant-js-websocket";
import { Failure } from "../../domain/failure.ts";
import { openSocket } from "../../home-assistant/socket.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** Logs in at an address, and returns the version that it tells, or why there was no log-in. */
async function outcomeOf(url: string, token = "a token to keep"): Promise<unknown> {
  try {
    const socket = await openSocket(url, {
      auth: createLongLivedTokenAuth(url, token),
      setupRetry: 0,
    } as never);
    socket.close();
    return socket.haVersion;
  } catch (error) {
    if (!(error instanceof Failure)) return error;
    return `${error.problems[0]?.code}: ${error.problems[0]?.what}`;
  }
}

/** Something that is not Home Assistant. */
async function other(
  answer: http.RequestListener,
): Promise<{ readonly url: string; readonly heard: string[] }> {
  const heard: string[] = [];
  const server = http.createServer((message, response) => {
    heard.push(`${message.url ?? ""} ${JSON.stringify(message.headers)}`);
    answer(message, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  open.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

test("logging in returns Home Assistant's version, and a wrong token is told apart from other failures", async () => {
  const home = await startHomeAssistant({ users: { good: { isAdmin: true } } });
  open.push(() => home.close());
  expect(await outcomeOf(home.url, "good")).toBe("2026.11.0");
  expect(await outcomeOf(home.url, "bad")).toBe(ERR_INVALID_AUTH);
});

test("an unreachable address is reported with the reason", async () => {
  expect(await outcomeOf("http://127.0.0.1:1")).toMatch(/^unreachable: .*ECONNREFUSED/);
});

test.each<[string, number, string]>([
  ["a page that is missing", 404, "not-home-assistant: is not Home Assistant's address: it answers 404"],
  ["a server that fails", 502, "unreachable: can't be reached: it answers 502"],
])("%s is told apart from Home Assistant", async (_title, status, problem) => {
  const { url } = await other((_message, response) => response.writeHead(status).end());
  expect(await outcomeOf(url)).toContain(problem);
});

test("a redirect is not followed, and the token is sent nowhere", async () => {
  const target = await other((_message, response) => response.writeHead(200).end());
  const { url, heard } = await other((_message, response) =>
    response.writeHead(302, { location: target.url }).end(),
  );
  expect(await outcomeOf(url)).toContain("it answers 302");
  expect(target.heard).toEqual([]);
  expect(heard.join()).not.toContain("a token to keep");
});
