import { setImmediate as nextTurn } from "node:timers/promises";
import { startSimulator } from "cloudflare-simulator";
import { withSimulator } from "./support/with-simulator.ts";

const underTest = withSimulator();
const setFault = (fault: object) => underTest.control("POST", "/faults", fault);
const createTunnel = (name: string) =>
  underTest.send(`/accounts/${underTest.simulator.accountId}/cfd_tunnel`, {
    method: "POST",
    body: JSON.stringify({ name }),
  });
const tunnelNames = () => [...underTest.simulator.state.tunnels.values()].map(({ name }) => name);

test("a status replaces carrying out the request, once", async () => {
  await setFault({ method: "POST", path: "cfd_tunnel", status: 500 });
  const response = await createTunnel("first");
  expect(response.status).toBe(500);
  expect(response.headers.get("x-should-retry")).toBe("false");
  expect(await response.json()).toMatchObject({ success: false, result: null });
  expect(tunnelNames()).toEqual([]);
  expect((await createTunnel("second")).status).toBe(200);
});

test("a fault that allows retries doesn't advise against them", async () => {
  await setFault({ path: "cfd_tunnel", status: 503, retry: true });
  const response = await createTunnel("first");
  expect(response.status).toBe(503);
  expect(response.headers.has("x-should-retry")).toBe(false);
});

test("a 403 reads as a missing permission", async () => {
  await setFault({ path: "cfd_tunnel", status: 403 });
  expect(await (await createTunnel("first")).json()).toMatchObject({ errors: [{ code: 10000 }] });
});

test("only the nth matching request fails", async () => {
  await setFault({ method: "POST", path: "/cfd_tunnel$", nth: 2, status: 500 });
  await underTest.send("/zones");
  const statuses = [];
  for (const name of ["first", "second", "third"]) statuses.push((await createTunnel(name)).status);
  expect(statuses).toEqual([200, 500, 200]);
});

test("a connection reset before the effect changes nothing", async () => {
  await setFault({ path: "cfd_tunnel", reset: "before" });
  await expect(createTunnel("first")).rejects.toThrow("fetch failed");
  expect(tunnelNames()).toEqual([]);
});

test("a connection reset after the effect loses only the response", async () => {
  await setFault({ path: "cfd_tunnel", reset: "after" });
  await expect(createTunnel("first")).rejects.toThrow("fetch failed");
  expect(tunnelNames()).toEqual(["first"]);
  expect(underTest.simulator.requests()).toMatchObject([{ method: "POST", status: null }]);
});

test.each([
  [true, []],
  ["before", []],
  ["after", ["first"]],
])("a request that hangs (%j) ends with its client", async (hang, names) => {
  await setFault({ path: "cfd_tunnel", hang });
  const patience = new AbortController();
  const hanging = underTest.send(`/accounts/${underTest.simulator.accountId}/cfd_tunnel`, {
    method: "POST",
    body: JSON.stringify({ name: "first" }),
    signal: patience.signal,
  });
  await until(() => underTest.simulator.requests().length === 1);
  patience.abort();
  await expect(hanging).rejects.toThrow("aborted");
  await until(() => tunnelNames().length === names.length);
  expect(tunnelNames()).toEqual(names);
  expect((await createTunnel("second")).status).toBe(200);
});

test("closing the simulator ends hanging requests", async () => {
  const other = await startSimulator();
  await fetch(new URL("/_simulator/faults", other.api), {
    method: "POST",
    body: JSON.stringify({ path: "zones", hang: true }),
  });
  const hanging = fetch(`${other.api}/zones`);
  const ended = expect(hanging).rejects.toThrow("fetch failed");
  await until(() => other.requests().length === 1);
  await other.close();
  await ended;
});

test("faults are listed until they have struck or are cleared", async () => {
  await setFault({ path: "^/zones", status: 500 });
  await setFault({ path: "never", nth: 3, reset: "after" });
  expect(await underTest.control("GET", "/faults")).toEqual([
    { path: "^/zones", nth: 1, status: 500 },
    { path: "never", nth: 3, reset: "after" },
  ]);
  expect((await underTest.send("/zones")).status).toBe(500);
  expect(await underTest.control("GET", "/faults")).toHaveLength(1);
  await underTest.control("DELETE", "/faults");
  expect(await underTest.control("GET", "/faults")).toEqual([]);
});

test("a fault's path can match a request's query", async () => {
  await setFault({ method: "get", path: "name=example\\.com", status: 500 });
  expect((await underTest.send("/zones?name=example.org")).status).toBe(200);
  expect((await underTest.send("/zones?name=example.com")).status).toBe(500);
});

test.each([
  ["no kind", { path: "x" }],
  ["two kinds", { path: "x", status: 500, reset: "before" }],
  ["an unknown key", { path: "x", status: 500, after: 1 }],
  ["a broken regular expression", { path: "(", status: 500 }],
  ["a status that is no failure", { path: "x", status: 200 }],
])("a fault with %s is refused", async (_mistake, fault) => {
  await expect(setFault(fault)).rejects.toThrow("answered 400");
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Still not: ${holds.toString()}`);
    await nextTurn();
  }
}
