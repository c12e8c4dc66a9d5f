import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { PassThrough } from "node:stream";
import { createEdgeCertificates } from "cloudflare-simulator/edge/tls/certificates.ts";
import { tlsOptions } from "../support/ask.ts";
import { ingressOf } from "../support/edge-world.ts";
import { EdgeUnderTest, ha } from "./edge-under-test.ts";

const underTest = new EdgeUnderTest();

test.each(["GET", "POST", "DELETE"])(
  "a %s body of unknown length, and exactly one request for it",
  async (method) => {
    await underTest.open(await underTest.origin());
    underTest.world.tunnel(ingressOf(ha), [ha]);
    const body = new PassThrough();
    const answered = underTest.send({ method, body, headers: { "transfer-encoding": "chunked" } });
    body.write("GET /smuggled HTTP/1.1\r\n");
    body.end("Host: x\r\n\r\n");
    expect((await answered).status).toBe(200);
    expect(underTest.received.map(({ url, body: text }) => [url, text])).toEqual([
      ["/", "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"],
    ]);
  },
);

describe("the client gets", () => {
  test("the origin's status, headers and body, under Cloudflare's name", async () => {
    await underTest.open(
      await underTest.origin((_, response) => {
        response.writeHead(418, "Short and stout", {
          "set-cookie": ["a=1", "b=2"],
          server: "aiohttp",
          "x-a": "b",
        });
        response.end("tea");
      }),
    );
    underTest.world.tunnel(ingressOf(ha), [ha]);
    const answer = await underTest.send();
    expect([answer.status, answer.body]).toEqual([418, "tea"]);
    expect(answer.headers).toMatchObject({ "set-cookie": ["a=1", "b=2"], server: "cloudflare", "x-a": "b" });
  });

  test("a response while the origin is still sending it", async () => {
    let finish = (): void => undefined;
    const url = await underTest.origin((_, response) => {
      response.write("first");
      finish = () => response.end("last");
    });
    await underTest.open(url);
    underTest.world.tunnel(ingressOf(ha), [ha]);
    const body = await new Promise<string>((resolve, reject) => {
      const options = {
        host: "127.0.0.1",
        port: underTest.edge.httpsPort,
        headers: { host: ha },
        agent: false,
      };
      https
        .get(
          { ...options, ...(tlsOptions(underTest.edge, { host: ha }) as https.RequestOptions) },
          (response) => {
            let text = "";
            response.on("data", (chunk: Buffer) => {
              text += chunk.toString();
              if (text === "first") finish();
            });
            response.on("end", () => {
              resolve(text);
            });
          },
        )
        .on("error", reject);
    });
    expect(body).toBe("firstlast");
  });

  test("a broken connection when the origin breaks off, never a truncated response that looks complete", async () => {
    await underTest.open(
      await underTest.origin((_, response) => {
        response.writeHead(200, { "content-length": 100 });
        response.write("half");
        setImmediate(() => response.destroy());
      }),
    );
    underTest.world.tunnel(ingressOf(ha), [ha]);
    await expect(underTest.send()).rejects.toThrow();
  });

  test("only headers for HEAD", async () => {
    await underTest.open(
      await underTest.origin((_, response) => response.setHeader("content-length", 6).end()),
    );
    underTest.world.tunnel(ingressOf(ha), [ha]);
    const answer = await underTest.send({ method: "HEAD" });
    expect([answer.headers["content-length"], answer.body]).toEqual(["6", ""]);
    underTest.world.rules("true");
    expect((await underTest.send({ method: "HEAD" })).body).toBe("");
  });
});

describe("an https origin", () => {
  test("needs a trusted certificate, unless noTLSVerify is set", async () => {
    const { chain: cert, key } = await createEdgeCertificates("localhost");
    const service = await underTest.origin(undefined, { cert, key });
    await underTest.open();
    underTest.world.tunnel([{ hostname: ha, service }, { service: "http_status:404" }], [ha]);
    expect((await underTest.send()).status).toBe(502);
    underTest.world.tunnel([{ hostname: ha, service, originRequest: { noTLSVerify: true } }], [ha]);
    expect((await underTest.send()).body).toBe("origin");
  });
});

describe("a response before the request's body has been read", () => {
  const length = 4 * 1024 * 1024;

  /** Two requests over one connection, the first with a body of 4 MB; the status of each. */
  async function askTwice(agent: https.Agent): Promise<(number | undefined)[]> {
    const options = { host: "127.0.0.1", port: underTest.edge.httpsPort, agent, headers: { host: ha } };
    const statuses = [];
    for (const body of [Buffer.alloc(length), undefined]) {
      const request = https.request({ ...options, method: "POST" }).end(body);
      const [response] = (await once(request, "response")) as [http.IncomingMessage];
      statuses.push(response.statusCode);
      response.resume();
      await once(response, "end");
    }
    return statuses;
  }

  const connection = () => {
    const agent = new https.Agent({
      keepAlive: true,
      maxSockets: 1,
      ...(tlsOptions(underTest.edge, { host: ha }) as https.AgentOptions),
    });
    underTest.cleanUp(() => {
      agent.destroy();
    });
    return agent;
  };

  test("leaves the connection usable when it is the edge's own", async () => {
    underTest.world.rules("true");
    await underTest.open(await underTest.origin());
    expect(await askTwice(connection())).toEqual([403, 403]);
  });

  test("leaves the connection usable when it is the origin's", async () => {
    const early = http.createServer((_, response) => response.writeHead(401).end("who are you"));
    await underTest.open(await underTest.serve(early));
    underTest.world.tunnel(ingressOf(ha), [ha]);
    expect(await askTwice(connection())).toEqual([401, 401]);
  });
});
