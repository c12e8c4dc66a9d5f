import http from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import tls from "node:tls";
import { WebSocket } from "ws";
import { createEdgeCertificates } from "cloudflare-simulator/edge/certificates.ts";
import { type Edge, startEdge } from "cloudflare-simulator/edge/edge.ts";
import { type Answer, ask, type Question, tlsOptions } from "../ask.ts";
import { gate, homeAssistant, ingressOf, type IssuedIdentity, World } from "../edge-world.ts";

const ha = "ha.example.com";
const cleanups: (() => unknown)[] = [];
let world: World;
let edge: Edge;
let received: { method: string; url: string; rawHeaders: readonly string[]; body: string }[];

/** An origin that notes what arrives; by default it answers 200 "origin". */
async function origin(
  answer: http.RequestListener = (_, response) => response.end("origin"),
  tlsContext?: https.ServerOptions,
): Promise<string> {
  const listener: http.RequestListener = (message, response) => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      const { method = "", url = "", rawHeaders } = message;
      received.push({ method, url, rawHeaders, body: Buffer.concat(chunks).toString() });
      answer(message, response);
    });
  };
  const server = tlsContext ? https.createServer(tlsContext, listener) : http.createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `${tlsContext ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function open(originUrl?: string): Promise<void> {
  edge = await startEdge({
    state: world.state,
    ports: { https: 0, http: 0 },
    ...(originUrl !== undefined && { origin: originUrl }),
  });
  cleanups.push(() => edge.close());
}

function send(question: Partial<Question> = {}): Promise<Answer> {
  return ask(edge, { host: ha, ...question });
}

/** A GET over plain HTTP with exactly these header lines; everything that comes back. */
async function sendRaw(lines: string): Promise<string> {
  const socket = net.connect(edge.httpPort, "127.0.0.1");
  socket.write(`GET / HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}

function header(name: string): string[] {
  const lines = received.at(-1)!.rawHeaders;
  return lines.filter((_, index) => index % 2 === 1 && lines[index - 1]!.toLowerCase() === name);
}

beforeEach(async () => {
  received = [];
  world = await World.create();
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe("the edge itself answers", () => {
  test("301 to HTTPS under Always Use HTTPS, for any host of the zone", async () => {
    await open(await origin());
    world.setting("always_use_https", "on");
    const answer = await send({ tls: false, path: "/a%20b//c?d=e" });
    expect([answer.status, answer.headers.location]).toEqual([301, `https://${ha}/a%20b//c?d=e`]);
    expect((await send({ tls: false, host: "x.example.com" })).status).toBe(301);
    expect(received).toEqual([]);
  });

  test("a rule's verdict on plain HTTP when that setting is off", async () => {
    await open(await origin());
    world.tunnel(ingressOf(ha), [ha]);
    expect((await send({ tls: false })).status).toBe(200);
    expect(header("x-forwarded-proto")).toEqual(["http"]);
    world.rules("not ssl");
    expect((await send({ tls: false })).status).toBe(403);
    expect((await send()).status).toBe(200);
  });

  test("403 with a page of Cloudflare's that does not know the origin", async () => {
    await open(await origin());
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(`http.host eq "${ha}"`);
    const answer = await send();
    expect(answer.status).toBe(403);
    expect(answer.headers).toMatchObject({
      server: "cloudflare",
      "content-type": "text/html; charset=UTF-8",
    });
    expect(answer.headers["cf-ray"]).toMatch(/^[0-9a-f]{16}-/);
    expect(answer.body).toContain("Sorry, you have been blocked");
    expect(answer.body + JSON.stringify(answer.headers)).not.toMatch(
      /homeassistant|8123|127\.0\.0\.1|rule-0/,
    );
  });

  test("a challenge, which a program cannot pass", async () => {
    await open(await origin());
    world.tunnel(ingressOf(ha), [ha]);
    world.rules({ action: "managed_challenge", expression: "true" });
    expect((await send()).headers["cf-mitigated"]).toBe("challenge");
  });

  test("what a block rule says itself", async () => {
    await open(await origin());
    const response = { status_code: 451, content: '{"no":1}', content_type: "application/json" };
    world.rules({ expression: "true", action_parameters: { response } });
    const answer = await send();
    expect([answer.status, answer.body, answer.headers["content-type"]]).toEqual([
      451,
      '{"no":1}',
      "application/json",
    ]);
  });

  test.each<[string, () => void, number, string]>([
    ["no DNS record", () => world.tunnel(ingressOf(ha), []), 530, "error code: 1016"],
    [
      "a record that is not proxied",
      () => {
        world.record(ha, "x.cfargotunnel.com", { proxied: false });
      },
      530,
      "error code: 1016",
    ],
    [
      "a record that leads elsewhere",
      () => {
        world.record(ha, "203.0.113.9", { type: "A" });
      },
      530,
      "error code: 1016",
    ],
    [
      "a tunnel that does not exist",
      () => {
        world.record(ha, "x.cfargotunnel.com");
      },
      530,
      "error code: 1033",
    ],
    [
      "a deleted tunnel",
      () => (world.state.tunnels.get(world.tunnel(ingressOf(ha), [ha]))!.deletedAt = "2026-01-01T00:00:00Z"),
      530,
      "error code: 1033",
    ],
    ["no ingress at all", () => world.tunnel([], [ha]), 503, ""],
    ["an ingress for other names", () => world.tunnel(ingressOf("x.example.com"), [ha]), 404, ""],
    ["a bare status", () => world.tunnel([{ service: "http_status:418" }], [ha]), 418, ""],
    [
      "an origin that is down",
      () => world.tunnel(ingressOf(ha, "http://127.0.0.1:9"), [ha]),
      502,
      "Bad gateway",
    ],
    [
      "a service that is not HTTP",
      () => world.tunnel(ingressOf(ha, "ssh://localhost:22"), [ha]),
      502,
      "Bad gateway",
    ],
  ])("%s", async (...[, arrange, status, body]) => {
    await open(await origin());
    arrange();
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(body);
    expect(received).toEqual([]);
  });

  test("409 to a host of another zone, and 400 to a request with no host or with two", async () => {
    await open(await origin());
    world.tunnel([{ service: homeAssistant }], [ha]);
    expect((await send({ sni: ha, host: "example.org" })).status).toBe(409);
    expect((await send({ sni: ha, host: "ha.example.com.example.org" })).status).toBe(409);
    expect(await sendRaw(`Host: ${ha}\r\nHost: x.example.com\r\n`)).toMatch(/^HTTP\/1.1 400 /);
    expect(await sendRaw("")).toMatch(/^HTTP\/1.1 400 /);
    expect(await sendRaw("Host:\r\n")).toMatch(/^HTTP\/1.1 400 /);
    expect(await sendRaw(`Host: ${ha}\r\n`)).toMatch(/^HTTP\/1.1 200 /);
    expect(received).toHaveLength(1);
  });
});

describe("however the host is spelled, nobody reaches the origin without a certificate", () => {
  test.each([ha.toUpperCase(), "Ha.Example.Com", `${ha}.`, `${ha}:443`, `${ha}:8443`, "HA.EXAMPLE.COM.:443"])(
    "%s",
    async (host) => {
      const phone = await world.device();
      world.state.hostnameAssociations = [ha];
      world.tunnel(ingressOf(ha), [ha]);
      world.rules(gate(ha, phone.pin));
      await open(await origin());
      expect([403, 404]).toContain((await send({ sni: ha, host })).status);
      expect([403, 404]).toContain((await send({ sni: ha, host: ha, path: `https://${host}/` })).status);
      expect(received).toEqual([]);
    },
  );
});

describe("the origin gets", () => {
  test("the request as it was sent: method, target, body, headers, and the service it is for", async () => {
    await open(await origin());
    world.tunnel(ingressOf(ha), [ha]);
    const path = "/a//b/%2e%2e/c%20d?e=%20&f";
    await send({
      method: "PUT",
      path,
      body: "hello",
      headers: { "content-type": "text/x", "x-own": ["1", "2"] },
    });
    expect(received[0]).toMatchObject({ method: "PUT", url: path, body: "hello" });
    expect([header("host"), header("content-type"), header("x-own")]).toEqual([[ha], ["text/x"], ["1", "2"]]);
    expect(header("x-simulated-service")).toEqual([homeAssistant]);
  });

  test("the client's address in one line of X-Forwarded-For, and no header that a client forged", async () => {
    await open(await origin());
    world.tunnel(ingressOf(ha), [ha]);
    await send();
    expect(header("x-forwarded-for")).toEqual(["127.0.0.1"]);
    const forged = {
      "cf-connecting-ip": "6.6.6.6",
      "cf-ray": "x",
      "x-forwarded-proto": "http",
      "x-simulated-service": "x",
    };
    await send({ headers: { ...forged, "x-forwarded-for": ["1.1.1.1", "2.2.2.2"] } });
    expect(header("x-forwarded-for")).toEqual(["1.1.1.1, 2.2.2.2, 127.0.0.1"]);
    expect([header("cf-connecting-ip"), header("x-forwarded-proto"), header("x-simulated-service")]).toEqual([
      ["127.0.0.1"],
      ["https"],
      [homeAssistant],
    ]);
    expect(header("cf-ray")).toEqual([expect.stringMatching(/^[0-9a-f]{16}-/)]);
  });

  test("the address, operator and country that a client of the simulator pretends to have", async () => {
    await open(await origin());
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(`not (ip.src in {203.0.113.0/24} and ip.src.asnum eq 64500 and ip.src.country eq "NL")`);
    expect((await send()).status).toBe(403);
    const headers = {
      "x-simulated-client-ip": "203.0.113.5",
      "x-simulated-client-asn": "64500",
      "x-simulated-client-country": "nl",
    };
    expect((await send({ headers })).status).toBe(200);
    expect([header("cf-connecting-ip"), header("cf-ipcountry")]).toEqual([["203.0.113.5"], ["NL"]]);
    expect(received[0]!.rawHeaders.join()).not.toContain("x-simulated-client");
  });

  test("the ingress rule's httpHostHeader, before the tunnel's default", async () => {
    await open(await origin());
    const id = world.tunnel(
      [{ hostname: ha, service: homeAssistant, originRequest: { httpHostHeader: "inside" } }],
      [ha, "b.example.com"],
    );
    const { configuration } = world.state.tunnels.get(id)!;
    const ingress = [...configuration.config!.ingress, { service: homeAssistant }];
    configuration.config = { ingress, originRequest: { httpHostHeader: "default" } };
    await send();
    expect(header("host")).toEqual(["inside"]);
    await send({ host: "b.example.com" });
    expect(header("host")).toEqual(["default"]);
  });

  test("no hop-by-hop headers", async () => {
    await open(await origin());
    world.tunnel(ingressOf(ha), [ha]);
    await send({
      headers: { connection: "x-secret, close", "x-secret": "1", te: "trailers", "proxy-authorization": "x" },
    });
    expect([header("x-secret"), header("te"), header("proxy-authorization")]).toEqual([[], [], []]);
  });

  test.each(["GET", "POST", "DELETE"])(
    "a %s body of unknown length, and exactly one request for it",
    async (method) => {
      await open(await origin());
      world.tunnel(ingressOf(ha), [ha]);
      const body = new PassThrough();
      const answered = send({ method, body, headers: { "transfer-encoding": "chunked" } });
      body.write("GET /smuggled HTTP/1.1\r\n");
      body.end("Host: x\r\n\r\n");
      expect((await answered).status).toBe(200);
      expect(received.map(({ url, body: text }) => [url, text])).toEqual([
        ["/", "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"],
      ]);
    },
  );

  test("the request that cloudflared's first fitting rule names, by host and decoded path", async () => {
    const [first, second, third] = [
      await origin((_, r) => r.end("1")),
      await origin((_, r) => r.end("2")),
      await origin((_, r) => r.end("3")),
    ];
    world.tunnel(
      [
        { hostname: ha, path: "^/api/.*x$", service: first },
        { hostname: "*.example.com", path: "(?i)^/A$", service: second },
        { hostname: ha, service: third },
        { service: "http_status:404" },
      ],
      [ha, "b.example.com"],
    );
    await open();
    const bodies: string[] = [];
    const paths = ["/api/%78", "/a", "/api/y", "/b/../a", "/api/x/../y"];
    for (const path of paths) bodies.push((await send({ path })).body);
    expect(bodies).toEqual(["1", "2", "3", "3", "3"]);
    expect((await send({ host: "b.example.com" })).status).toBe(404);
  });
});

describe("the client gets", () => {
  test("status, headers and body of the origin, under Cloudflare's name", async () => {
    await open(
      await origin((_, response) => {
        response.writeHead(418, "Short and stout", {
          "set-cookie": ["a=1", "b=2"],
          server: "aiohttp",
          "x-a": "b",
        });
        response.end("tea");
      }),
    );
    world.tunnel(ingressOf(ha), [ha]);
    const answer = await send();
    expect([answer.status, answer.body]).toEqual([418, "tea"]);
    expect(answer.headers).toMatchObject({ "set-cookie": ["a=1", "b=2"], server: "cloudflare", "x-a": "b" });
  });

  test("the answer while the origin is still sending it", async () => {
    let finish = (): void => undefined;
    const url = await origin((_, response) => {
      response.write("first");
      finish = () => response.end("last");
    });
    await open(url);
    world.tunnel(ingressOf(ha), [ha]);
    const body = await new Promise<string>((resolve, reject) => {
      const options = { host: "127.0.0.1", port: edge.httpsPort, headers: { host: ha }, agent: false };
      https
        .get({ ...options, ...(tlsOptions(edge, { host: ha }) as https.RequestOptions) }, (response) => {
          let text = "";
          response.on("data", (chunk: Buffer) => {
            text += chunk.toString();
            if (text === "first") finish();
          });
          response.on("end", () => {
            resolve(text);
          });
        })
        .on("error", reject);
    });
    expect(body).toBe("firstlast");
  });

  test("a broken connection when the origin breaks off, never a shortened answer that looks whole", async () => {
    await open(
      await origin((_, response) => {
        response.writeHead(200, { "content-length": 100 });
        response.write("half");
        setImmediate(() => response.destroy());
      }),
    );
    world.tunnel(ingressOf(ha), [ha]);
    await expect(send()).rejects.toThrow();
  });

  test("nothing but headers for HEAD", async () => {
    await open(await origin((_, response) => response.setHeader("content-length", 6).end()));
    world.tunnel(ingressOf(ha), [ha]);
    const answer = await send({ method: "HEAD" });
    expect([answer.headers["content-length"], answer.body]).toEqual(["6", ""]);
    world.rules("true");
    expect((await send({ method: "HEAD" })).body).toBe("");
  });
});

describe("an https origin", () => {
  test("needs a certificate that is trusted, unless noTLSVerify is set", async () => {
    const { chain: cert, key } = await createEdgeCertificates("localhost");
    const service = await origin(undefined, { cert, key });
    await open();
    world.tunnel([{ hostname: ha, service }, { service: "http_status:404" }], [ha]);
    expect((await send()).status).toBe(502);
    world.tunnel([{ hostname: ha, service, originRequest: { noTLSVerify: true } }], [ha]);
    expect((await send()).body).toBe("origin");
  });
});

describe("a WebSocket", () => {
  let phone: IssuedIdentity;

  beforeEach(async () => {
    phone = await world.device();
    world.state.hostnameAssociations = [ha];
    world.tunnel(ingressOf(ha), [ha]);
    world.rules(gate(ha, phone.pin));
    await open();
  });

  /** The first message, or the status of the refusal. */
  function connect(question: Partial<Question> = {}): Promise<string | number> {
    const webSocket = new WebSocket(`wss://127.0.0.1:${edge.httpsPort}/api/websocket`, {
      ...(tlsOptions(edge, { host: ha, ...question }) as object),
      headers: { host: ha },
    });
    cleanups.push(() => {
      webSocket.terminate();
    });
    return new Promise((resolve, reject) => {
      webSocket.on("error", reject);
      webSocket.on("unexpected-response", (_, response) => {
        resolve(response.statusCode ?? 0);
      });
      webSocket.on("message", (data: Buffer) => {
        const message = JSON.parse(data.toString()) as { type: string };
        if (message.type !== "auth_required") resolve(message.type);
        else webSocket.send(JSON.stringify({ type: "auth", access_token: "t" }));
      });
    });
  }

  test("opens for a listed device and carries messages both ways", async () => {
    expect(await connect({ identity: phone })).toBe("auth_ok");
    expect(edge.homeAssistant!.requests()).toMatchObject([{ target: "/api/websocket", status: 101 }]);
  });

  test("is refused 403 without a certificate", async () => {
    expect(await connect()).toBe(403);
    expect(edge.homeAssistant!.requests()).toEqual([]);
  });

  test("is refused when the zone's WebSockets setting is off", async () => {
    world.setting("websockets", "off");
    expect(await connect({ identity: phone })).toBe(400);
    expect(edge.homeAssistant!.requests()).toEqual([]);
  });

  test("is answered as the origin refuses it", async () => {
    await edge.close();
    edge = await startEdge({ state: world.state, ports: { https: 0, http: 0 }, homeAssistant: {} });
    expect(await connect({ identity: phone })).toBe(400);
    expect(edge.homeAssistant!.requests()).toMatchObject([{ status: 400 }]);
  });

  test("ends when either side ends", async () => {
    const socket = tls.connect({
      ...tlsOptions(edge, { host: ha, identity: phone }),
      host: "127.0.0.1",
      port: edge.httpsPort,
    });
    const key = Buffer.alloc(16).toString("base64");
    socket.write(
      `GET /api/websocket HTTP/1.1\r\nHost: ${ha}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
    await new Promise((resolve) => socket.once("data", resolve));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    await edge.homeAssistant!.close();
    await closed;
  });
});

test("a host in another spelling is one that cloudflared does not know", async () => {
  await open(await origin());
  world.tunnel(ingressOf(ha), [ha]);
  for (const host of [ha.toUpperCase(), `${ha}.`]) expect((await send({ sni: ha, host })).status).toBe(404);
  expect(received).toEqual([]);
});

test("the host of an absolute target counts, whatever the Host header says", async () => {
  await open(await origin());
  world.tunnel([{ service: homeAssistant }], [ha, "x.example.com"]);
  world.rules(`http.host eq "${ha}"`);
  expect((await send({ host: "x.example.com" })).status).toBe(200);
  expect((await send({ host: "x.example.com", path: `https://${ha}/` })).status).toBe(403);
});

test("a rule that the edge cannot carry out lets nobody through", async () => {
  await open(await origin());
  world.tunnel(ingressOf(ha), [ha]);
  world.rules({ action: "rewrite", expression: "true" });
  expect((await send()).status).toBe(500);
  world.rules("this is no expression");
  expect((await send()).status).toBe(500);
  expect(received).toEqual([]);
});

test.each([
  ["x-simulated-client-ip", "somewhere"],
  ["x-simulated-client-asn", "AS1.5"],
  ["x-simulated-client-country", "Netherlands"],
])("a pretended origin that makes no sense is refused: %s", async (name, value) => {
  await open(await origin());
  world.tunnel(ingressOf(ha), [ha]);
  expect((await send({ headers: { [name]: value } })).status).toBe(400);
  expect(received).toEqual([]);
});

test("the log tells what became of each request", async () => {
  await open(await origin());
  world.tunnel(ingressOf(ha), [ha]);
  world.rules(`http.request.uri.path eq "/no"`);
  await send({ path: "/yes?q" });
  await send({ path: "/no", method: "POST" });
  expect(edge.log()).toMatchObject([
    {
      method: "GET",
      host: ha,
      target: "/yes?q",
      tls: true,
      fingerprint: "",
      outcome: "origin",
      detail: homeAssistant,
    },
    { method: "POST", host: ha, target: "/no", outcome: "blocked", detail: "rule rule-0 (block)" },
  ]);
});

test("closing frees both ports although connections are open", async () => {
  await open(await origin());
  const ports = [edge.httpsPort, edge.httpPort];
  const sockets = ports.map((port) => net.connect(port, "127.0.0.1").on("error", () => undefined));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
  await edge.close();
  for (const port of ports) {
    const refused = new Promise((resolve) => net.connect(port, "127.0.0.1").once("error", resolve));
    expect(await refused).toMatchObject({ code: "ECONNREFUSED" });
  }
});
