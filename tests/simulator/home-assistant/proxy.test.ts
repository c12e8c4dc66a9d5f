import type http from "node:http";
import { setTimeout } from "node:timers/promises";
import {
  type HomeAssistant,
  type HomeAssistantOptions,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { isTrusted } from "cloudflare-simulator/home-assistant/proxy.ts";
import { statusOf } from "./status-of.ts";

/** As the Cloudflared app's requests arrive. */
const connected: HomeAssistantOptions = { connectorAddress: "172.30.33.5" };

let home: HomeAssistant | undefined;
afterEach(() => home?.close());

async function start(options: HomeAssistantOptions): Promise<HomeAssistant> {
  const started = await startHomeAssistant(options);
  home = started;
  return started;
}

describe("behind a proxy the stand-in answers", () => {
  const trusting: HomeAssistantOptions = {
    useXForwardedFor: true,
    trustedProxies: ["127.0.0.0/8", "10.0.0.1"],
  };

  test.each<[string, http.OutgoingHttpHeaders, HomeAssistantOptions, number]>([
    ["200 to requests without forwarding headers", {}, {}, 200],
    [
      "400 when the option is off",
      { "x-forwarded-for": "203.0.113.1" },
      { trustedProxies: ["127.0.0.1"] },
      400,
    ],
    [
      "400 when the peer is not trusted",
      { "x-forwarded-for": "203.0.113.1" },
      { useXForwardedFor: true },
      400,
    ],
    ["400 to an address that is none", { "x-forwarded-for": "unknown" }, trusting, 400],
    [
      "400 to an empty scheme",
      { "x-forwarded-for": "203.0.113.1", "x-forwarded-proto": "https," },
      trusting,
      400,
    ],
    ["400 to an empty host", { "x-forwarded-for": "203.0.113.1", "x-forwarded-host": "" }, trusting, 400],
    ["200 otherwise", { "x-forwarded-for": "203.0.113.1", "x-forwarded-proto": "https" }, trusting, 200],
  ])("%s", async (...[, headers, options, status]) => {
    expect(await statusOf((await start(options)).url, "/", { headers })).toBe(status);
  });

  test.each([
    ["203.0.113.1", "203.0.113.1"],
    ["6.6.6.6, 203.0.113.1, 10.0.0.1", "203.0.113.1"],
    ["10.0.0.1, 127.0.0.9", "10.0.0.1"],
  ])("X-Forwarded-For %s as from %s", async (forwarded, remote) => {
    const started = await start(trusting);
    await statusOf(started.url, "/", { headers: { "x-forwarded-for": forwarded } });
    expect(started.requests()).toMatchObject([{ remote, status: 200 }]);
  });
});

test("a refusal is logged with what is wrong, and the log begins anew with a restart", async () => {
  const { url, core } = await start({ ...connected, trustedProxies: ["10.0.0.1"], useXForwardedFor: true });
  await statusOf(url, "/", { headers: { "x-forwarded-for": "203.0.113.1" } });
  expect(core.log).toEqual(["Received X-Forwarded-For header from an untrusted proxy 172.30.33.5"]);
  core.http?.configure({ use_x_forwarded_for: true, trusted_proxies: ["127.0.0.1"] });
  while (!core.running) await setTimeout(5);
  expect(core.log).toEqual([]);
});

test("addresses are trusted by themselves or as part of a network", () => {
  expect(isTrusted("172.30.33.5", ["10.0.0.1", "172.30.33.0/24"])).toBe(true);
  expect(isTrusted("172.30.34.5", ["10.0.0.1", "172.30.33.0/24"])).toBe(false);
  expect(isTrusted("no address", ["0.0.0.0/0"])).toBe(false);
});
