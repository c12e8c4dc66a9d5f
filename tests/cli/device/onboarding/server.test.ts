import { request as httpRequest } from "node:http";
import { connect, createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import { startOnboarding, type Offer, type Onboarding } from "../../../../cli/device/onboarding/server.ts";
import { Failure } from "../../../../domain/failure.ts";

const bundle = Buffer.from("an encrypted bundle");
const p12 = { name: "anna.p12", type: "application/x-pkcs12", attachment: true, contents: bundle };
const profile = {
  name: "anna.mobileconfig",
  type: "application/x-apple-aspen-config",
  attachment: false,
  contents: Buffer.from("<plist/>"),
};

let taken: string[];
const running: Onboarding[] = [];
beforeEach(() => {
  taken = [];
});
afterEach(async () => {
  for (const onboarding of running.splice(0)) {
    onboarding.close();
    await onboarding.ended;
  }
});

async function start(part: Partial<Offer> = {}): Promise<Onboarding> {
  const onboarding = await startOnboarding({
    address: "127.0.0.1",
    port: 0,
    files: [p12],
    page: (linkTo) => ({ html: `<a href="${linkTo("anna.p12")}">`, policy: "default-src 'none'" }),
    lifetimeMs: 60_000,
    connectionMs: 20_000,
    onDownload: (file, client) => taken.push(`${file} ${client}`),
    ...part,
  });
  running.push(onboarding);
  return onboarding;
}

async function refusal(part: Partial<Offer>): Promise<string> {
  try {
    await start(part);
    return "started";
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.message;
  }
}

test("serves the page with its policy, as often as it is asked for, kept by nobody", async () => {
  const { url } = await start();
  for (const response of [await fetch(url), await fetch(url)]) {
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-security-policy": "default-src 'none'",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    });
    expect(await response.text()).toBe(`<a href="${new URL(url).pathname}/anna.p12">`);
  }
});

test("the path is ten letters that can be typed, and others each time", async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => start()));
  const paths = all.map(({ url }) => new URL(url).pathname);
  expect(new Set(paths).size).toBe(20);
  for (const path of paths) {
    expect(path).toMatch(/^\/[abcdefghjkmnpqrstuvwxyz]{10}$/);
  }
});

test("capitals lead to the same page: a QR code of capitals is smaller", async () => {
  const { url } = await start();
  const { origin, pathname } = new URL(url);
  expect(await (await fetch(`${origin}${pathname.toUpperCase()}`)).text()).toBe(
    `<a href="${pathname}/anna.p12">`,
  );
});

test("gives the file as often as it is asked for, and tells each time; the page stays", async () => {
  const { url } = await start();
  for (const count of [1, 2, 3]) {
    const response = await fetch(`${url}/anna.p12`);
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="anna.p12"');
    expect(response.headers.get("content-type")).toBe("application/x-pkcs12");
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bundle);
    while (taken.length < count) await new Promise(setImmediate);
    expect(taken).toEqual(Array.from({ length: count }, () => "anna.p12 127.0.0.1"));
  }
  expect((await fetch(url)).status).toBe(200);
});

test("of two files each says how a browser shall take it", async () => {
  const { url } = await start({ files: [p12, profile] });
  expect((await fetch(`${url}/anna.p12`)).status).toBe(200);
  const second = await fetch(`${url}/anna.mobileconfig`);
  expect(second.headers.get("content-disposition")).toBe('inline; filename="anna.mobileconfig"');
  expect(taken).toEqual(["anna.p12 127.0.0.1", "anna.mobileconfig 127.0.0.1"]);
});

test.each([
  ["asks for its headers only", { method: "HEAD" }, 200],
  ["fetches ahead (Chrome)", { headers: { "sec-purpose": "prefetch;prerender" } }, 503],
  ["fetches ahead (older)", { headers: { purpose: "prefetch" } }, 503],
  ["fetches ahead (Firefox)", { headers: { "x-moz": "prefetch" } }, 503],
  ["previews (Safari)", { headers: { "x-purpose": "preview" } }, 503],
  ["sends something", { method: "POST", body: "x" }, 405],
])("who %s has not downloaded it", async (_what, init, status) => {
  const { url } = await start();
  const glance = await fetch(`${url}/anna.p12`, init);
  expect(glance.status).toBe(status);
  expect(Buffer.from(await glance.arrayBuffer()).includes(bundle)).toBe(false);
  expect(taken).toEqual([]);
  expect((await fetch(`${url}/anna.p12`)).status).toBe(200);
});

test.each([
  ["/", 404],
  ["/favicon.ico", 404],
  ["/anna.p12", 404],
  ["/PATH/other.p12", 404],
  ["/PATH/anna.p12/more", 404],
  ["/PATH/../anna.p12", 404],
  ["/PATHx", 404],
  ["/PAT", 404],
  ["/PATH/anna.p12%00", 404],
  ["/PATH?x=1", 200],
  ["/PATH/", 200],
])("%s is answered with %d", async (template, status) => {
  const { url } = await start();
  const path = new URL(url).pathname;
  const target = template.replace("/PATH", path).replace("/PAT", path.slice(0, -1));
  // fetch would tidy the path up.
  const answer = await new Promise<number | undefined>((resolve, reject) => {
    httpRequest(url, { path: target, agent: false }, (response) => {
      resolve(response.resume().statusCode);
    })
      .on("error", reject)
      .end();
  });
  expect(answer).toBe(status);
});

test("a client that never finishes its request is let go, and others are served meanwhile", async () => {
  const { url } = await start({ connectionMs: 200 });
  const { port, pathname } = new URL(url);
  const slow = connect(Number(port), "127.0.0.1");
  const gone = once(slow, "close");
  slow.on("error", () => undefined).write(`GET ${pathname}/anna.p12 HTTP/1.1\r\nHost: x\r\nX-Slow: `);
  expect((await fetch(url)).status).toBe(200);
  slow.resume();
  await gone;
  expect(taken).toEqual([]);
  expect((await fetch(`${url}/anna.p12`)).status).toBe(200);
});

test("a client that does not say anything is let go", async () => {
  const { url } = await start({ connectionMs: 200 });
  const silent = connect(Number(new URL(url).port), "127.0.0.1");
  const gone = once(silent, "close");
  silent.on("error", () => undefined).resume();
  await gone;
});

test("a download that breaks off is none, and can be begun again", async () => {
  // More than the system's buffers take, so that the end is not sent while nobody reads.
  const contents = Buffer.alloc(32 * 1024 * 1024, 1);
  const { url } = await start({ files: [{ ...p12, contents }], connectionMs: 10_000 });
  const { port, pathname } = new URL(url);
  const half = connect(Number(port), "127.0.0.1");
  half.write(`GET ${pathname}/anna.p12 HTTP/1.1\r\nHost: x\r\n\r\n`);
  await once(half, "readable");
  half.on("error", () => undefined).destroy();
  const answer = await fetch(`${url}/anna.p12`);
  expect((await answer.arrayBuffer()).byteLength).toBe(contents.length);
  while (taken.length === 0) await new Promise(setImmediate);
  expect(taken).toEqual(["anna.p12 127.0.0.1"]);
});

test("is gone when time is up, also for who holds a connection open", async () => {
  const { url, ended } = await start({ lifetimeMs: 50 });
  const held = connect(Number(new URL(url).port), "127.0.0.1");
  held.on("error", () => undefined).resume();
  expect(await ended).toBe("expired");
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

test("ends when its owner says so", async () => {
  const { close, ended } = await start();
  close();
  expect(await ended).toBe("closed");
});

test("says that a port is in use", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  expect(await refusal({ port })).toMatch(
    new RegExp(`^port ${port} is taken by another program \\[port-in-use\\]`),
  );
  other.close();
});

test("says that an address is not this machine's", async () => {
  expect(await refusal({ address: "192.168.254.253" })).toMatch(
    /^192\.168\.254\.253 is not an address of this machine/,
  );
});

test("listens on the chosen address only", async () => {
  const { url } = await start();
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address, family }) => address !== "127.0.0.1" && family === "IPv4")
    .map(({ address }) => address);
  for (const address of [...others, "[::1]"]) {
    await expect(fetch(url.replace("127.0.0.1", address))).rejects.toThrow("fetch failed");
  }
});

test("a client that sends its request letter by letter does not keep it running once its owner ends it", async () => {
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

test("connections that are only held open keep nobody else out: each address has a few", async () => {
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
  // The server hears of a closed connection a moment later.
  const answers = () =>
    fetch(url).then(
      ({ status }) => status === 200,
      () => false,
    );
  while (!(await answers())) await new Promise(setImmediate);
});
