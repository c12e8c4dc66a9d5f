import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { statusOf } from "./status-of.ts";

let home: HomeAssistant;
beforeAll(async () => {
  home = await startHomeAssistant();
});
afterAll(() => home.close());

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
    expect(await statusOf(home.url, target, { method })).toBe(status);
  });

  test("/api/ with 200 to a bearer token", async () => {
    expect(await statusOf(home.url, "/api/", { headers: { authorization: "Bearer t" } })).toBe(200);
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
    expect(await statusOf(home.url, target)).toBe(status);
  });
});
