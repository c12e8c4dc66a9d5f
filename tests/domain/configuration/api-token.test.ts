import {
  isTokenKey,
  noToken,
  refusedApiToken,
  tokenInClear,
} from "../../../domain/configuration/api-token.ts";

test.each([
  ["cloudflare:apiToken", true],
  ["ha-mtls:apiToken", true],
  ["ha-mtls:homeAssistantToken", true],
  ["homeAssistantToken", true],
  ["ha-mtls:zone", false],
  ["ha-mtls:myapiToken", false],
])("%s holds a token: %s", (key, expected) => {
  expect(isTokenKey(key)).toBe(expected);
});

const store = "npx pulumi config set --secret cloudflare:apiToken";

test.each([
  ["cloudflare:apiToken", "at Cloudflare", `encrypted: ${store}`],
  ["ha-mtls:apiToken", "at Cloudflare", `encrypted: npx pulumi config rm ha-mtls:apiToken && ${store}`],
  [
    "ha-mtls:homeAssistantToken",
    "in Home Assistant",
    "encrypted: npx pulumi config set --secret homeAssistantToken",
  ],
])("%s in clear has to be revoked %s, and a new one stored", (key, where, command) => {
  const { code, fix } = tokenInClear(key);
  expect(code).toBe("token-in-clear");
  expect(fix).toContain(`Revoke that token ${where}`);
  expect(fix.endsWith(command)).toBe(true);
});

test("a missing token is set with a command that has no token in its arguments", () => {
  expect(noToken.fix).toMatch(/^Set it: npx pulumi config set --secret cloudflare:apiToken {3}\(it asks/);
});

test("a refused token is described with what it was used for", () => {
  expect(refusedApiToken("recording the zone")).toMatchObject({
    code: "refused-token",
    what: "is not accepted for recording the zone",
  });
});
