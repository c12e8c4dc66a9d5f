import http from "node:http";
import {
  type HomeAssistant,
  type HomeAssistantOptions,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";

let homeAssistant: HomeAssistant | undefined;

afterEach(async () => {
  await homeAssistant?.close();
  homeAssistant = undefined;
});

async function statusOf(
  target: string,
  { method = "GET", headers = {} }: { method?: string; headers?: http.OutgoingHttpHeaders } = {},
  options: HomeAssistantOptions = {},
): Promise<number> {
  homeAssistant ??= await startHomeAssistant(options);
  const { port } = new URL(homeAssistant.url);
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, path: target, method, headers, agent: false });
    request.on("error", reject);
    request.on("response", (response) => {
      response.resume().on("end", () => {
        resolve(response.statusCode ?? 0);
      });
    });
    request.end();
  });
}

describe("the stand-in answers", () => {
  test.each([
    ["/", "GET", 200],
    ["/manifest.json", "GET", 200],
    ["/auth/authorize?client_id=x", "GET", 200],
    ["/auth/token", "POST", 400],
    ["/api/", "GET", 401],
    ["/api/webhook/anything", "POST", 200],
    ["/api/webhook/anything", "DELETE", 405],
    ["/api/google_assistant", "POST", 401],
    ["/api/websocket", "GET", 400],
    ["/nowhere", "GET", 404],
  ])("%s %s with %i", async (target, method, status) => {
    expect(await statusOf(target, { method })).toBe(status);
  });

  test("/api/ with 200 to a bearer token", async () => {
    expect(await statusOf("/api/", { headers: { authorization: "Bearer t" } })).toBe(200);
  });
});

// As aiohttp resolves routes: percent-decoded but for %2F, nothing merged, no dot segments removed.
describe("the stand-in reads the path", () => {
  test.each([
    ["/auth/%61uthorize", 200],
    ["/%61%75%74%68/authorize", 200],
    ["/AUTH/authorize", 404],
    ["/auth%2Fauthorize", 404],
    ["/auth//authorize", 404],
    ["//auth/authorize", 404],
    ["/x/./auth/authorize", 404],
    ["/auth/authorize/", 404],
    ["/auth/authorize%00", 404],
    ["/auth\\authorize", 404],
    ["/api/webhook/a%2Fb", 200],
    ["/api/webhook/a%252Fb", 200],
    ["/api/webhook/x/../../../auth/authorize", 400],
    ["/api/webhook/x%2F..%2F..%2F..%2Fauth%2Fauthorize", 400],
    ["/api/webhook/%252e%252e%252f", 400],
    ["/?a=/../", 400],
  ])("%s: %i", async (target, status) => {
    expect(await statusOf(target)).toBe(status);
  });
});

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
    expect(await statusOf("/", { headers }, options)).toBe(status);
  });

  test.each([
    ["203.0.113.1", "203.0.113.1"],
    ["6.6.6.6, 203.0.113.1, 10.0.0.1", "203.0.113.1"],
    ["10.0.0.1, 127.0.0.9", "10.0.0.1"],
  ])("X-Forwarded-For %s as from %s", async (forwarded, remote) => {
    await statusOf("/", { headers: { "x-forwarded-for": forwarded } }, trusting);
    expect(homeAssistant!.requests()).toMatchObject([{ remote, status: 200 }]);
  });
});
