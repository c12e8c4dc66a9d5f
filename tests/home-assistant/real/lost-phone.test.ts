import { once } from "node:events";
import type https from "node:https";
import { type Edge, startEdge } from "cloudflare-simulator/edge/edge.ts";
import { WebSocket } from "ws";
import type { OwnSessions } from "../../../domain/home-assistant/sessions.ts";
import { deployedStack } from "../../cli/device/deployed-stack.ts";
import { withFakeEnvironment } from "../../cli/device/fake-environment.ts";
import { runDevice } from "../../cli/device/run-device.ts";
import { giveAccess } from "../../cli/device/lost/stack-with-access.ts";
import { ask, tlsOptions } from "../../simulator/support/ask.ts";
import { gate, type Identity, ingressOf, World } from "../../simulator/support/edge-world.ts";
import { describeWithHass, type RealHomeAssistant, startRealHomeAssistant } from "../real-home-assistant.ts";

const host = "ha.example.com";
const app = "https://home-assistant.io/android";
const configuration = "frontend:\nconfig:\napi:\nwebsocket_api:\nonboarding:\n";

describeWithHass("the sessions of a real Home Assistant", (hass) => {
  const stack = deployedStack();
  withFakeEnvironment(stack);
  let home: RealHomeAssistant;
  let world: World;
  let edge: Edge;
  let phone: Identity;

  beforeAll(async () => {
    home = await startRealHomeAssistant(hass, configuration);
    world = await World.create();
    phone = await world.device("anna-phone");
    world.tunnel(ingressOf(host), [host]);
    world.state.hostnameAssociations = [host];
    edge = await startEdge({ state: world.state, origin: home.url });
  }, 150_000);
  afterAll(async () => {
    await edge.close();
    await home.stop();
  });
  beforeEach(() => {
    process.env["CLOUDFLARE_API_TOKEN"] = "not used: the stack's state has no tunnel";
    stack.deploy([{ name: "anna-phone" }]);
    giveAccess(stack, home.url, home.token);
    world.rules(gate(host, phone.pin));
  });

  /** Logs in as the Android app does; gives an access token. https://developers.home-assistant.io/docs/auth_api/ */
  async function logIn(): Promise<string> {
    const post = async (path: string, body: object | URLSearchParams): Promise<Record<string, string>> => {
      const isForm = body instanceof URLSearchParams;
      const headers = isForm ? {} : { "content-type": "application/json" };
      const sent = { method: "POST", headers, body: isForm ? body : JSON.stringify(body) };
      return (await (await fetch(`${home.url}${path}`, sent)).json()) as Record<string, string>;
    };
    const redirect_uri = "homeassistant://auth-callback";
    const handler = ["homeassistant", null];
    const { flow_id = "" } = await post("/auth/login_flow", { client_id: app, handler, redirect_uri });
    const { result: code = "" } = await post(`/auth/login_flow/${flow_id}`, {
      client_id: app,
      ...home.owner,
    });
    const grant = new URLSearchParams({ grant_type: "authorization_code", code, client_id: app });
    return (await post("/auth/token", grant))["access_token"] ?? "";
  }

  /** The phone's WebSocket through the edge, and what it was greeted with. */
  async function open(token: string): Promise<{ socket: WebSocket; greeting: string }> {
    const socket = new WebSocket(`wss://127.0.0.1:${edge.httpsPort}/api/websocket`, {
      ...(tlsOptions(edge, { host, identity: phone }) as https.RequestOptions),
      headers: { host },
    });
    await once(socket, "message");
    socket.send(JSON.stringify({ type: "auth", access_token: token }));
    const [data] = (await once(socket, "message")) as [Buffer];
    return { socket, greeting: data.toString("utf8") };
  }

  async function answersPing(socket: WebSocket): Promise<boolean> {
    socket.send(JSON.stringify({ id: Date.now(), type: "ping" }));
    const [data] = (await once(socket, "message")) as [Buffer];
    return data.toString("utf8").includes("pong");
  }

  const list = async (): Promise<OwnSessions> =>
    JSON.parse((await runDevice("sessions", "--json")).stdout) as OwnSessions;

  test("a phone that the rule locks out goes on over its open WebSocket, until its session is ended", async () => {
    const token = await logIn();
    const { socket } = await open(token);
    world.rules(gate(host));
    expect((await ask(edge, { host, identity: phone, path: "/api/" })).status).toBe(403);
    expect(await answersPing(socket)).toBe(true);

    const { person, sessions } = await list();
    expect(person).toBe("Anna");
    const lost = sessions.filter(({ clientId }) => clientId === app);
    expect(lost).toEqual([
      expect.objectContaining({ type: "normal", lastUsedIp: "127.0.0.1", isCurrent: false }),
    ]);
    const closed = once(socket, "close");
    const { code, stderr } = await runDevice("disconnect", "--end-session", lost[0]!.id);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`Ended: Android app (${lost[0]!.id})`)]);
    await closed;

    world.rules(gate(host, phone.pin));
    expect((await open(token)).greeting).toContain("auth_invalid");
  });

  test("the stack's own session is marked, and outlives the command", async () => {
    await logIn();
    const { sessions } = await list();
    const own = sessions.filter(({ isCurrent }) => isCurrent);
    expect(own).toHaveLength(1);
    const { code } = await runDevice("disconnect", "--end-session", own[0]!.id);
    expect(code).toBe(1);
    expect((await list()).sessions.map(({ id }) => id)).toContain(own[0]!.id);
  });
});
