import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { ApiError, ConnectionError, connectApi, path } from "../../zone/api.ts";
import { readRecords } from "../../zone/read-objects.ts";
import { withSimulator } from "../simulator/support/with-simulator.ts";

const site = withSimulator();
const anything = z.unknown();

/** A client that gets these answers one after another, and then the last one again and again. */
function answering(...answers: readonly (() => Response)[]) {
  let count = 0;
  const send: typeof fetch = () => {
    const next = answers[Math.min(count, answers.length - 1)]!;
    count += 1;
    return Promise.resolve(next());
  };
  return { api: connectApi({ token: "t", fetch: send }), count: () => count };
}

const fine = () => Response.json({ success: true, result: 1 });
const busy =
  (status: number, headers = {}) =>
  () =>
    Response.json({ success: false, errors: [{ code: 971, message: "slow down" }] }, { status, headers });

test("a list is read to its last page and no further", async () => {
  for (let count = 1; count <= 101; count += 1) {
    await site.client.dns.records.create({
      ...site.zone,
      type: "A",
      name: "many.example.com",
      content: `192.0.2.${count}`,
      ttl: 60,
      proxied: false,
    });
  }
  const { zoneId } = site.simulator;
  const mark = site.simulator.requests().length;
  expect(await readRecords(site.api(), { zoneId }, "many.example.com")).toHaveLength(101);
  expect(site.simulator.requests().length - mark).toBe(2);
});

test.each([408, 409, 429, 500, 503])("a request answered with %i is retried", async (status) => {
  const { api, count } = answering(busy(status, { "retry-after": "0.01" }), fine);
  expect(await api.get("zones", anything)).toBe(1);
  expect(count()).toBe(2);
});

test.each([400, 401, 403, 404])("a request answered with %i is not retried", async (status) => {
  const { api, count } = answering(busy(status), fine);
  await expect(api.get("zones", anything)).rejects.toThrow(ApiError);
  expect(count()).toBe(1);
});

test("Cloudflare's own advice on retries takes precedence", async () => {
  const { api, count } = answering(busy(500, { "x-should-retry": "false" }), fine);
  await expect(api.send("DELETE", "zones")).rejects.toThrow("500 slow down (971)");
  expect(count()).toBe(1);
});

test("a request that keeps failing is given up after three attempts", async () => {
  const { api, count } = answering(busy(503, { "retry-after": "0.01" }));
  await expect(api.get("zones", anything)).rejects.toMatchObject({ status: 503, codes: [971] });
  expect(count()).toBe(3);
});

test("an error has the page to which Cloudflare links", async () => {
  const errors = [{ code: 10_000, message: "no", documentation_url: "https://example.com/doc" }];
  const { api } = answering(() => Response.json({ success: false, errors }, { status: 403 }));
  await expect(api.get("zones", anything)).rejects.toMatchObject({
    documentationUrl: "https://example.com/doc",
  });
});

test("an error without Cloudflare's envelope shows what the server answered", async () => {
  const { api } = answering(() => new Response("<h1>Bad Request</h1>", { status: 400 }));
  await expect(api.get("zones", anything)).rejects.toMatchObject({
    message: "400 <h1>Bad Request</h1>",
    codes: [],
    detail: "",
    documentationUrl: undefined,
  });
});

test("a broken connection is reported as such, not as an answer", async () => {
  const server = createServer(((request) => request.socket.destroy()) as RequestListener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(connectApi({ token: "t", baseUrl }).get("zones", anything)).rejects.toThrow(ConnectionError);
  server.close();
});

test("the token is sent as a bearer token, and a body as JSON", async () => {
  const { zoneId } = site.simulator;
  await site.api().send("PATCH", path`zones/${zoneId}/settings/ssl`, { value: "strict" });
  expect(site.simulator.requests().at(-1)).toMatchObject({ status: 200, body: { value: "strict" } });
});

test("an id is a single segment of the path, whatever characters it contains", () => {
  expect(path`zones/${"a/../b?c"}/x`).toBe("zones/a%2F..%2Fb%3Fc/x");
});
