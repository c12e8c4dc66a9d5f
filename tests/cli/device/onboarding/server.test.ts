import { connect, createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import type { Offer } from "../../../../cli/device/onboarding/server.ts";
import { failureOf } from "../../support/failure-of.ts";
import { withPages } from "./running-page.ts";

const { start, taken } = withPages();

const refusal = async (part: Partial<Offer>): Promise<string> => (await failureOf(start(part))).message;

test("the path is ten letters that are easy to type, and differs each time", async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => start()));
  const paths = all.map(({ url }) => new URL(url).pathname);
  expect(new Set(paths).size).toBe(20);
  for (const path of paths) {
    expect(path).toMatch(/^\/[abcdefghjkmnpqrstuvwxyz]{10}$/);
  }
});

test("a client that never finishes its request is disconnected, and others are served meanwhile", async () => {
  const { url } = await start({ connectionMs: 200 });
  const { port, pathname } = new URL(url);
  const slow = connect(Number(port), "127.0.0.1");
  const gone = once(slow, "close");
  slow.on("error", () => undefined).write(`GET ${pathname}/anna.p12 HTTP/1.1\r\nHost: x\r\nX-Slow: `);
  expect((await fetch(url)).status).toBe(200);
  slow.resume();
  await gone;
  expect(taken()).toEqual([]);
  expect((await fetch(`${url}/anna.p12`)).status).toBe(200);
});

test("a client that sends nothing is disconnected", async () => {
  const { url } = await start({ connectionMs: 200 });
  const silent = connect(Number(new URL(url).port), "127.0.0.1");
  const gone = once(silent, "close");
  silent.on("error", () => undefined).resume();
  await gone;
});

test("the page is gone when its time is up, also for a client with an open connection", async () => {
  const { url, ended } = await start({ lifetimeMs: 50 });
  const held = connect(Number(new URL(url).port), "127.0.0.1");
  held.on("error", () => undefined).resume();
  expect(await ended).toBe("expired");
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

test("the page ends when its owner closes it", async () => {
  const { close, ended } = await start();
  close();
  expect(await ended).toBe("closed");
});

test("a port that is in use is reported", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  expect(await refusal({ port })).toMatch(
    new RegExp(`^port ${port} is in use by another program \\[port-in-use\\]`),
  );
  other.close();
});

test("an address of another machine is refused", async () => {
  expect(await refusal({ address: "192.168.254.253" })).toMatch(
    /^192\.168\.254\.253 is not an address of this machine/,
  );
});

test("only the chosen address is listened on", async () => {
  const { url } = await start();
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address, family }) => address !== "127.0.0.1" && family === "IPv4")
    .map(({ address }) => address);
  for (const address of [...others, "[::1]"]) {
    await expect(fetch(url.replace("127.0.0.1", address))).rejects.toThrow("fetch failed");
  }
});

test("a client that sends its request letter by letter can't keep the server running after its owner ends it", async () => {
  const { url, ended, close } = await start();
  const { port } = new URL(url);
  const slow = connect(Number(port), "127.0.0.1");
  slow.on("error", () => undefined);
  await once(slow, "connect");
  const drip = setInterval(() => slow.write("x"), 200);
  slow.write("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
  await fetch(url);
  close();
  const before = Date.now();
  expect(await ended).toBe("closed");
  clearInterval(drip);
  expect(Date.now() - before).toBeLessThan(5_000);
});

test("idle connections don't keep others out, because each address can have only a few", async () => {
  const { url } = await start();
  const held = Array.from({ length: 40 }, () => connect(Number(new URL(url).port), "127.0.0.1"));
  const closed = held.map(async (socket) => {
    socket.on("error", () => undefined);
    await once(socket, "close");
  });
  const open = () => held.filter((socket) => !socket.destroyed).length;
  while (open() > 8) await new Promise(setImmediate);
  expect(open()).toBeLessThanOrEqual(8);
  held.forEach((socket) => socket.destroy());
  await Promise.all(closed);
  // The server notices a closed connection a moment later.
  const answers = () =>
    fetch(url).then(
      ({ status }) => status === 200,
      () => false,
    );
  while (!(await answers())) await new Promise(setImmediate);
});
