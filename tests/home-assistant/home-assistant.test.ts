import { Failure } from "../../domain/failure.ts";
import http from "node:http";
import type { AddressInfo } from "node:net";
import {
  type HomeAssistantOptions,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { z } from "zod";

import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { readFacts } from "../../home-assistant/read-facts.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const users = { good: { isAdmin: true }, guest: { isAdmin: false } };

async function stand(options: HomeAssistantOptions = {}): Promise<string> {
  const home = await startHomeAssistant({ users, ...options });
  open.push(() => home.close());
  return home.url;
}

function client(url: string, ...tokens: string[]): HomeAssistant {
  const home = new HomeAssistant({ url, tokens });
  open.push(() => {
    home.close();
  });
  return home;
}

/** The problem that an owner is told. */
async function problemOf(home: HomeAssistant): Promise<string> {
  try {
    await readFacts(home);
    return "none";
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${error.problems[0]?.code}: ${error.problems[0]?.what}`;
  }
}

/** Something that is no Home Assistant. */
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

test("of several tokens the first one that is accepted is used", async () => {
  const url = await stand();
  expect((await readFacts(client(url, "old", "good"))).version).toBe("2026.11.0");
  expect(await problemOf(client(url, "old", "older"))).toMatch(/^refused-by-home-assistant: does not accept/);
});

test("a token of somebody who is no administrator is refused before anything else is asked", async () => {
  expect(await problemOf(client(await stand(), "guest"))).toMatch(
    /^refused-by-home-assistant: lets only administrators/,
  );
});

test("a version that is too old is named with the one that is needed", async () => {
  expect(await problemOf(client(await stand({ version: "2023.12.4" }), "good"))).toBe(
    "home-assistant-too-old: is version 2023.12.4; the stack sets up 2024.3 and later",
  );
});

test("what can't be reached says why", async () => {
  expect(await problemOf(client("http://127.0.0.1:1", "good"))).toMatch(/^unreachable: .*ECONNREFUSED/);
});

test.each<[string, number, string]>([
  ["a page that is none", 404, "not-home-assistant: is not Home Assistant's address: it answers 404"],
  ["a server that fails", 502, "unreachable: can't be reached: it answers 502"],
])("%s is told from Home Assistant", async (_title, status, problem) => {
  const { url } = await other((_message, response) => response.writeHead(status).end());
  expect(await problemOf(client(url, "good"))).toContain(problem);
});

test("a redirect is not followed, and the token goes nowhere", async () => {
  const target = await other((_message, response) => response.writeHead(200).end());
  const { url, heard } = await other((_message, response) =>
    response.writeHead(302, { location: target.url }).end(),
  );
  expect(await problemOf(client(url, "a token to keep"))).toContain("it answers 302");
  expect(target.heard).toEqual([]);
  expect(heard.join()).not.toContain("a token to keep");
});

test("an answer in an unknown form is said, not believed", async () => {
  const home = client(await stand(), "good");
  await expect(home.ask({ type: "get_config" }, z.object({ version: z.number() }))).rejects.toThrow(
    /unknown form \(version/,
  );
});
