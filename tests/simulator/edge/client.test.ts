import { once } from "node:events";
import http2 from "node:http2";
import { tlsOptions } from "../support/ask.ts";
import { gate, homeAssistant, type Identity, ingressOf, type IssuedIdentity } from "../support/edge-world.ts";
import { EdgeUnderTest, ha } from "./edge-under-test.ts";

const other = "other.example.com";
const underTest = new EdgeUnderTest();
let phone: IssuedIdentity;

beforeEach(async () => {
  const { world } = underTest;
  phone = await world.device();
  world.state.hostnameAssociations = [ha];
  world.tunnel([{ hostname: other, service: homeAssistant }, ...ingressOf(ha)], [ha, other]);
  world.rules(gate(ha, phone.pin));
});

/** An HTTP/2 connection, opened for this name. */
async function connect(name: string, identity?: Identity): Promise<http2.ClientHttp2Session> {
  const { edge } = underTest;
  const session = http2.connect(`https://127.0.0.1:${edge.httpsPort}`, {
    ...tlsOptions(edge, { host: name, ...(identity && { identity }) }),
  });
  underTest.cleanUp(() => {
    session.destroy();
  });
  await once(session, "connect");
  return session;
}

interface Http2Answer {
  readonly status: number | undefined;
  readonly headers: http2.IncomingHttpHeaders;
  readonly body: string;
}

async function ask2(
  session: http2.ClientHttp2Session,
  headers: http2.OutgoingHttpHeaders,
  body?: string,
): Promise<Http2Answer> {
  const stream = session.request({ ":path": "/", ...headers }, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  const [received] = (await once(stream, "response")) as [http2.IncomingHttpHeaders];
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return { status: Number(received[":status"]), headers: received, body: text };
}

describe("over HTTP/2", () => {
  test("a listed device gets in, and nobody without a certificate", async () => {
    await underTest.open(await underTest.origin());
    const [ours, stranger] = [await connect(ha, phone), await connect(ha)];
    expect([ours.alpnProtocol, stranger.alpnProtocol]).toEqual(["h2", "h2"]);
    expect(await ask2(ours, { ":authority": ha })).toMatchObject({ status: 200, body: "origin" });
    expect(await ask2(stranger, { ":authority": ha })).toMatchObject({ status: 403 });
    expect(await ask2(stranger, { ":authority": ha, ":method": "HEAD" })).toMatchObject({
      status: 403,
      body: "",
    });
    expect(underTest.received).toHaveLength(1);
  });

  test("the origin receives an HTTP/1.1 request with one Cookie line", async () => {
    await underTest.open(await underTest.origin());
    const session = await connect(ha, phone);
    const path = "/a//b/%2e?c=d";
    const cookie = ["a=1", "b=2"];
    await ask2(session, { ":authority": ha, ":method": "PUT", ":path": path, cookie, "x-own": "1" }, "hello");
    expect(underTest.received).toMatchObject([{ method: "PUT", url: path, body: "hello" }]);
    expect(["host", "cookie", "x-own"].map((name) => underTest.header(name))).toEqual([
      [ha],
      ["a=1; b=2"],
      ["1"],
    ]);
    expect(underTest.received[0]!.rawHeaders.filter((line) => line.startsWith(":"))).toEqual([]);
  });

  test("the client receives all lines of the origin's response, but no connection-specific headers", async () => {
    const url = await underTest.origin((_, response) => {
      response.writeHead(418, "Short and stout", {
        "set-cookie": ["a=1", "b=2"],
        connection: "x-hop",
        "x-hop": "1",
      });
      response.end("tea");
    });
    await underTest.open(url);
    const { status, headers, body } = await ask2(await connect(ha, phone), { ":authority": ha });
    expect([status, headers["set-cookie"], body]).toEqual([418, ["a=1", "b=2"], "tea"]);
    expect([headers["x-hop"], headers.connection, headers.server]).toEqual([
      undefined,
      undefined,
      "cloudflare",
    ]);
  });

  test("the edge never responds with 421 itself, but forwards the origin's", async () => {
    await underTest.open(await underTest.origin((_, response) => response.writeHead(421).end()));
    expect(await ask2(await connect(ha, phone), { ":authority": ha })).toMatchObject({ status: 421 });
  });

  test("a Host header beside another :authority is refused", async () => {
    await underTest.open(await underTest.origin());
    const session = await connect(other);
    expect(await ask2(session, { ":authority": other, host: ha })).toMatchObject({ status: 400 });
    expect(underTest.received).toEqual([]);
  });

  test("many requests on one connection are answered in parallel", async () => {
    await underTest.open(await underTest.origin());
    const session = await connect(ha, phone);
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask2(session, { ":authority": ha })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});

describe("on a connection reused for another name of the zone", () => {
  test("nobody passes the gate if the connection didn't request a certificate", async () => {
    await underTest.open(await underTest.origin());
    const session = await connect(other, phone);
    expect(await ask2(session, { ":authority": other })).toMatchObject({ status: 200 });
    expect(await ask2(session, { ":authority": ha })).toMatchObject({ status: 403 });
    expect(underTest.received.map(({ rawHeaders }) => rawHeaders[1])).toEqual([other]);
  });

  test("a device passes if it presented its certificate, for whichever name", async () => {
    const { world } = underTest;
    world.state.hostnameAssociations = [ha, other];
    await underTest.open(await underTest.origin());
    const session = await connect(other, phone);
    expect(await ask2(session, { ":authority": ha })).toMatchObject({ status: 200 });
  });

  test("a device passes only where it is listed", async () => {
    const { world } = underTest;
    const tablet = await world.device("tablet");
    world.state.hostnameAssociations = [ha, other];
    world.rules(gate(ha, phone.pin), gate(other, tablet.pin));
    await underTest.open(await underTest.origin());
    const session = await connect(ha, phone);
    expect(await ask2(session, { ":authority": ha })).toMatchObject({ status: 200 });
    expect(await ask2(session, { ":authority": other })).toMatchObject({ status: 403 });
  });

  test("a device is locked out from the moment of its revocation", async () => {
    await underTest.open(await underTest.origin());
    const session = await connect(ha, phone);
    expect(await ask2(session, { ":authority": ha })).toMatchObject({ status: 200 });
    phone.issued.status = "revoked";
    expect(await ask2(session, { ":authority": ha })).toMatchObject({ status: 403 });
  });

  test("a name of another zone is refused with 409", async () => {
    await underTest.open(await underTest.origin());
    expect(await ask2(await connect(ha, phone), { ":authority": "example.org" })).toMatchObject({
      status: 409,
    });
  });
});
