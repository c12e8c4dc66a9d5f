import tls from "node:tls";
import { WebSocket } from "ws";
import { type Question, tlsOptions } from "../support/ask.ts";
import { gate, homeAssistant, ingressOf, type IssuedIdentity } from "../support/edge-world.ts";
import { EdgeUnderTest, ha } from "./edge-under-test.ts";

const underTest = new EdgeUnderTest();

describe("a WebSocket", () => {
  let phone: IssuedIdentity;

  beforeEach(async () => {
    phone = await underTest.world.device();
    underTest.world.state.hostnameAssociations = [ha];
    underTest.world.tunnel(ingressOf(ha), [ha]);
    underTest.world.rules(gate(ha, phone.pin));
    await underTest.open();
  });

  /** The first message, or the status of the refusal. */
  function connect(question: Partial<Question> = {}): Promise<string | number> {
    const webSocket = new WebSocket(`wss://127.0.0.1:${underTest.edge.httpsPort}/api/websocket`, {
      ...(tlsOptions(underTest.edge, { host: ha, ...question }) as object),
      headers: { host: ha },
    });
    underTest.cleanUp(() => {
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

  test("opens for a listed device, and carries messages both ways", async () => {
    expect(await connect({ identity: phone })).toBe("auth_ok");
    expect(underTest.edge.homeAssistant!.requests()).toMatchObject([
      { target: "/api/websocket", status: 101 },
    ]);
  });

  test("is refused 403 without a certificate", async () => {
    expect(await connect()).toBe(403);
    expect(underTest.edge.homeAssistant!.requests()).toEqual([]);
  });

  test("is refused when the zone's WebSockets setting is off", async () => {
    underTest.world.setting("websockets", "off");
    expect(await connect({ identity: phone })).toBe(400);
    expect(underTest.edge.homeAssistant!.requests()).toEqual([]);
  });

  test("is refused in the origin's words if the origin refuses it", async () => {
    await underTest.open(undefined, { homeAssistant: {} });
    expect(await connect({ identity: phone })).toBe(400);
    expect(underTest.edge.homeAssistant!.requests()).toMatchObject([{ status: 400 }]);
  });

  test("ends when either side ends", async () => {
    const socket = tls.connect({
      ...tlsOptions(underTest.edge, { host: ha, identity: phone }),
      host: "127.0.0.1",
      port: underTest.edge.httpsPort,
    });
    const key = Buffer.alloc(16).toString("base64");
    socket.write(
      `GET /api/websocket HTTP/1.1\r\nHost: ${ha}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
    await new Promise((resolve) => socket.once("data", resolve));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    await underTest.edge.homeAssistant!.close();
    await closed;
  });
});

test("the log has the outcome of each request", async () => {
  await underTest.open(await underTest.origin());
  underTest.world.tunnel(ingressOf(ha), [ha]);
  underTest.world.rules(`http.request.uri.path eq "/no"`);
  await underTest.send({ path: "/yes?q" });
  await underTest.send({ path: "/no", method: "POST" });
  expect(underTest.edge.log()).toMatchObject([
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
