import { withSimulator } from "../support/with-simulator.ts";

const UNKNOWN_TOKEN = `Bearer ${"x".repeat(40)}`;
const underTest = withSimulator();

test("every response is in Cloudflare's envelope", async () => {
  const response = await underTest.send("/zones");
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  expect(await response.json()).toMatchObject({
    success: true,
    errors: [],
    messages: [],
    result: [{}],
    result_info: { page: 1, count: 1 },
  });
});

test.each([
  ["/nothing", "GET"],
  ["/zones/ZONE/nothing", "GET"],
  ["/zones/ZONE/settings/ssl/more", "GET"],
  ["/zones/ZONE/settings/ssl", "DELETE"],
  ["/zones/example.com/settings/ssl", "GET"],
  ["/accounts/ACCOUNT/nothing", "POST"],
])("%s (%s) has no route", async (pattern, method) => {
  const { simulator, send } = underTest;
  const path = pattern.replace("ZONE", simulator.zoneId).replace("ACCOUNT", simulator.accountId);
  const response = await send(path, { method });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    result: null,
    success: false,
    errors: [
      {
        code: 7003,
        message: `Could not route to /client/v4${path}, perhaps your object identifier is invalid?`,
      },
      { code: 7000, message: "No route for that URI" },
    ],
    messages: [],
  });
});

test.each([
  { mistake: "no header", headers: {}, status: 400, code: 9106 },
  { mistake: "another scheme", headers: { authorization: "Basic abc" }, status: 400, code: 6003 },
  { mistake: "a short token", headers: { authorization: "Bearer abc" }, status: 400, code: 6003 },
  { mistake: "an unknown token", headers: { authorization: UNKNOWN_TOKEN }, status: 403, code: 9109 },
])("a request with $mistake is refused", async ({ headers, status, code }) => {
  const response = await fetch(`${underTest.simulator.api}/zones`, { headers });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ success: false, errors: [{ code }] });
});

test("verifying an unknown token reports it as invalid", async () => {
  const headers = { authorization: UNKNOWN_TOKEN };
  const response = await underTest.send("/user/tokens/verify", { headers });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ errors: [{ code: 1000 }] });
});

test.each([
  ["another zone", "/zones/ffffffffffffffffffffffffffffffff/dns_records"],
  ["the zone's id as an account's", "/accounts/ZONE/cfd_tunnel"],
])("%s is an authentication error", async (_mistake, pattern) => {
  const response = await underTest.send(pattern.replace("ZONE", underTest.simulator.zoneId));
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ errors: [{ code: 10000, message: "Authentication error" }] });
});

test("both endpoints confirm a valid token", async () => {
  const { client, account, simulator } = underTest;
  expect(await client.user.tokens.verify()).toMatchObject({ status: "active" });
  expect(await client.accounts.tokens.verify(account)).toMatchObject({ status: "active" });
  expect(simulator.apiToken).toHaveLength(40);
});
