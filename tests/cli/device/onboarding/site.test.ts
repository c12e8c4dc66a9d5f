import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { bundle, p12, profile, withPages } from "./running-page.ts";

const { start, taken } = withPages();

test("the page is served any number of times, with its policy, and is not cached", async () => {
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

test("capitals lead to the same page, because a QR code of capitals is smaller", async () => {
  const { url } = await start();
  const { origin, pathname } = new URL(url);
  expect(await (await fetch(`${origin}${pathname.toUpperCase()}`)).text()).toBe(
    `<a href="${pathname}/anna.p12">`,
  );
});

test("the file can be downloaded any number of times, each download is reported, and the page stays", async () => {
  const { url } = await start();
  for (const count of [1, 2, 3]) {
    const response = await fetch(`${url}/anna.p12`);
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="anna.p12"');
    expect(response.headers.get("content-type")).toBe("application/x-pkcs12");
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bundle);
    while (taken().length < count) await new Promise(setImmediate);
    expect(taken()).toEqual(Array.from({ length: count }, () => "anna.p12 127.0.0.1"));
  }
  expect((await fetch(url)).status).toBe(200);
});

test("each of two files tells the browser how to handle it", async () => {
  const { url } = await start({ files: [p12, profile] });
  expect((await fetch(`${url}/anna.p12`)).status).toBe(200);
  const second = await fetch(`${url}/anna.mobileconfig`);
  expect(second.headers.get("content-disposition")).toBe('inline; filename="anna.mobileconfig"');
  expect(taken()).toEqual(["anna.p12 127.0.0.1", "anna.mobileconfig 127.0.0.1"]);
});

test.each([
  ["asks for its headers only", { method: "HEAD" }, 200],
  ["fetches ahead (Chrome)", { headers: { "sec-purpose": "prefetch;prerender" } }, 503],
  ["fetches ahead (older)", { headers: { purpose: "prefetch" } }, 503],
  ["fetches ahead (Firefox)", { headers: { "x-moz": "prefetch" } }, 503],
  ["previews (Safari)", { headers: { "x-purpose": "preview" } }, 503],
  ["sends something", { method: "POST", body: "x" }, 405],
])("a client that %s has not downloaded the file", async (_what, init, status) => {
  const { url } = await start();
  const glance = await fetch(`${url}/anna.p12`, init);
  expect(glance.status).toBe(status);
  expect(Buffer.from(await glance.arrayBuffer()).includes(bundle)).toBe(false);
  expect(taken()).toEqual([]);
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

test("an interrupted download does not count, and can be started again", async () => {
  // More than the system's buffers can take, so that the end is not sent while the client reads nothing.
  const contents = Buffer.alloc(32 * 1024 * 1024, 1);
  const { url } = await start({ files: [{ ...p12, contents }], connectionMs: 10_000 });
  const { port, pathname } = new URL(url);
  const half = connect(Number(port), "127.0.0.1");
  half.write(`GET ${pathname}/anna.p12 HTTP/1.1\r\nHost: x\r\n\r\n`);
  await once(half, "readable");
  half.on("error", () => undefined).destroy();
  const answer = await fetch(`${url}/anna.p12`);
  expect((await answer.arrayBuffer()).byteLength).toBe(contents.length);
  while (taken().length === 0) await new Promise(setImmediate);
  expect(taken()).toEqual(["anna.p12 127.0.0.1"]);
});
