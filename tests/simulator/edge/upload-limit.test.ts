import { PassThrough } from "node:stream";
import { ingressOf } from "../support/edge-world.ts";
import { EdgeUnderTest, ha } from "./edge-under-test.ts";

const MEGABYTE = 1024 * 1024;
const underTest = new EdgeUnderTest();

beforeEach(() => {
  underTest.world.tunnel(ingressOf(ha), [ha]);
});

/** A body that begins and never ends. */
function endless(): NodeJS.ReadableStream {
  const body = new PassThrough();
  body.write("x");
  return body;
}

/** A body of whole megabytes, sent without its length. */
function bodyOf(megabytes: number): NodeJS.ReadableStream {
  const body = new PassThrough();
  const chunk = Buffer.alloc(MEGABYTE);
  let left = megabytes;
  const push = (): void => {
    while (left > 0) {
      left -= 1;
      if (!body.write(chunk)) return void body.once("drain", push);
    }
    body.end();
  };
  push();
  return body;
}

test("a declared length of more than 100 MB is refused with 413 before anything reaches the origin", async () => {
  await underTest.open(await underTest.origin());
  const headers = { "content-length": 100 * MEGABYTE + 1 };
  const answer = await underTest.send({ method: "POST", headers, body: endless() });
  expect([answer.status, answer.body]).toEqual([413, expect.stringContaining("413 Payload Too Large")]);
  expect(underTest.received).toEqual([]);
});

test("without a declared length, the 413 comes when the limit is exceeded", async () => {
  underTest.world.setting("max_upload", 2);
  await underTest.open(await underTest.origin());
  const headers = { "transfer-encoding": "chunked" };
  expect((await underTest.send({ method: "POST", headers, body: bodyOf(3) })).status).toBe(413);
  expect(underTest.received).toEqual([]);
});

test("a body at the limit reaches the origin", async () => {
  underTest.world.setting("max_upload", 2);
  await underTest.open(await underTest.origin());
  expect((await underTest.send({ method: "POST", body: bodyOf(2) })).status).toBe(200);
  expect(underTest.received[0]!.body).toHaveLength(2 * MEGABYTE);
});

test("a blocked client gets 403, however long its body", async () => {
  underTest.world.rules("true");
  await underTest.open(await underTest.origin());
  const headers = { "content-length": 100 * MEGABYTE + 1 };
  expect((await underTest.send({ method: "POST", headers, body: endless() })).status).toBe(403);
});
