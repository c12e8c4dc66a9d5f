import { tunnelOf } from "../../../domain/home-assistant/facts.ts";
import { tokenOf } from "./tunnel-token.ts";

const app = { slug: "a_cloudflared", state: "started", boot: "auto", watchdog: true };

test("an app's tunnel is the one that its token names", () => {
  expect(tunnelOf({ ...app, options: { tunnel_token: tokenOf("ours") } })).toBe("ours");
});

test.each([
  ["no token", {}],
  ["something that is not base64 of JSON", { tunnel_token: "not a token" }],
  ["JSON without a tunnel", { tunnel_token: Buffer.from("null").toString("base64") }],
  ["a number", { tunnel_token: 5 }],
])("%s names no tunnel", (_what, options) => {
  expect(tunnelOf({ ...app, options })).toBeUndefined();
});
