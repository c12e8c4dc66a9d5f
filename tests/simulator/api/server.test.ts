import { once } from "node:events";
import http from "node:http";
import { withSimulator } from "../with-simulator.ts";

const UNKNOWN_TOKEN = `Bearer ${"x".repeat(40)}`;
const underTest = withSimulator();

test("every answer is in Cloudflare's envelope", async () => {
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

test("verifying an unknown token says that it is invalid", async () => {
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

test.each([
  ["no JSON", "{"],
  ["a missing field", "{}"],
  ["a field of another type", '{"name": 1}'],
])("a body with %s is refused", async (_mistake, body) => {
  const { simulator, send } = underTest;
  const response = await send(`/accounts/${simulator.accountId}/cfd_tunnel`, { method: "POST", body });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ success: false });
});

test.each(["/client/v4/zones", "/client/v4/nothing", "/", "/_simulator/state"])(
  "TRACE of %s is refused like any other method that is not there",
  async (path) => {
    const { port } = new URL(underTest.simulator.api);
    const request = http.request({ host: "127.0.0.1", port, path, method: "TRACE" }).end();
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(path.startsWith("/_simulator") ? 404 : 405);
  },
);

test("JSON of 50,000 levels is refused, in a request and in the record of it", async () => {
  const { simulator, send, control } = underTest;
  const body = `{"rules":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
  const response = await send(`/zones/${simulator.zoneId}/rulesets`, { method: "POST", body });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ code: 6007 }] });
  expect(await control("GET", "/requests")).toMatchObject([{ status: 400, body }]);
});
