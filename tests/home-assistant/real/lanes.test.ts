import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Edge, startEdge } from "cloudflare-simulator/edge/edge.ts";
import { pretence } from "cloudflare-simulator/edge/read-request.ts";
import { doors } from "../../../domain/configuration/home.ts";
import { blockRules } from "../../../domain/rules/gate-rule.ts";
import { HomeAssistant } from "../../../home-assistant/home-assistant.ts";
import { readWebhooks } from "../../../home-assistant/read-webhooks.ts";
import { soundHome } from "../../domain/sound-home.ts";
import { type Answer, ask, type Question } from "../../simulator/support/ask.ts";
import { type Identity, ingressOf, World } from "../../simulator/support/edge-world.ts";
import { describeWithHass, type RealHomeAssistant, startRealHomeAssistant } from "../real-home-assistant.ts";

const host = "ha.example.com";
const configuration = `
frontend:
config:
api:
webhook:
onboarding:
input_boolean:
  lamp:
  doorbell:
alexa:
  smart_home:
google_assistant:
  project_id: house
  exposed_domains: [input_boolean]
automation:
${["local", "remote"].map(automation).join("")}`;

function automation(id: string): string {
  const only = id === "local" ? "" : "\n        local_only: false";
  return `
  - alias: ${id}
    trigger:
      - platform: webhook
        webhook_id: ${id}${only}
    action:
      - service: input_boolean.turn_on
        target: { entity_id: input_boolean.doorbell }
`;
}

const lanes = [
  { preset: "alexa", reason: "Amazon's servers" },
  { preset: "google-assistant", reason: "Google's servers" },
  { webhook: "local", reason: "the doorbell" },
  { webhook: "remote", reason: "the doorbell" },
  ...linkingFromHome(),
];

/** The lanes that docs/homes.md gives for an app whose browser presents no certificate. */
function linkingFromHome(): object[] {
  const text = readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "homes.md"), "utf8");
  const block = text.split("```yaml\n").find((part) => part.includes("/auth/login_flow")) ?? "";
  return (parse(block.split("```")[0] ?? "") as Record<string, object[]>)["ha-mtls:lanes"] ?? [];
}

describeWithHass("a real Home Assistant behind the gate", (hass) => {
  let home: RealHomeAssistant;
  let edge: Edge;
  let phone: Identity;

  beforeAll(async () => {
    home = await startRealHomeAssistant(hass, configuration);
    const world = await World.create();
    phone = await world.device("anna-phone");
    world.tunnel(ingressOf(host), [host]);
    world.state.hostnameAssociations = [host];
    const [door] = doors(soundHome({ lanes }), (device) => (device === "anna-phone" ? [phone.pin] : []));
    world.rules(...blockRules(door!).map(({ expression }) => expression));
    edge = await startEdge({ state: world.state, origin: home.url });
  }, 150_000);
  afterAll(async () => {
    await edge.close();
    await home.stop();
  });

  /** From the vendor's servers, which have no certificate. */
  const fromInternet = (question: Partial<Question>): Promise<Answer> =>
    ask(edge, {
      host,
      ...question,
      headers: { [pretence.ip]: "52.94.236.248", ...question.headers },
    });
  /** From the owner's browser. */
  const fromBrowser = (question: Partial<Question>): Promise<Answer> =>
    ask(edge, { host, identity: phone, ...question });

  const json = (body: object, token?: string): Partial<Question> => ({
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const form = (fields: Record<string, string>): Partial<Question> => ({
    method: "POST",
    path: "/auth/token",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  });
  const stateOf = async (entity: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${home.token}` };
    const answer = await fromBrowser({ path: `/api/states/${entity}`, headers });
    return (JSON.parse(answer.body) as { state: unknown }).state;
  };

  /** What the page of /auth/authorize does in the owner's browser, up to the redirect that brings the code to the vendor. */
  async function logIn(
    client_id: string,
    redirect_uri: string,
    browse: (question: Partial<Question>) => Promise<Answer> = fromBrowser,
  ): Promise<string> {
    const query = new URLSearchParams({ response_type: "code", client_id, redirect_uri, state: "x" });
    const page = await browse({ path: `/auth/authorize?${query.toString()}` });
    expect(page.status).toBe(200);
    const scripts = [...page.body.matchAll(/["'](\/frontend_latest\/[\w.-]+\.js)["']/g)].map(
      ([, path]) => path!,
    );
    expect(scripts).not.toEqual([]);
    expect((await browse({ path: scripts[0]! })).status).toBe(200);
    const providers = await browse({ path: "/auth/providers" });
    expect(providers.body).toContain("homeassistant");
    const begin = { client_id, redirect_uri, handler: ["homeassistant", null] };
    const flow = await browse({ path: "/auth/login_flow", ...json(begin) });
    const { flow_id } = JSON.parse(flow.body) as { flow_id: string };
    const answer = { client_id, ...home.owner };
    const done = await browse({ path: `/auth/login_flow/${flow_id}`, ...json(answer) });
    return (JSON.parse(done.body) as { result: string }).result;
  }

  async function link(client_id: string, redirect_uri: string): Promise<string> {
    const code = await logIn(client_id, redirect_uri);
    const first = await fromInternet(form({ grant_type: "authorization_code", code, client_id }));
    expect(first.status).toBe(200);
    const { refresh_token } = JSON.parse(first.body) as { refresh_token: string };
    const later = await fromInternet(form({ grant_type: "refresh_token", refresh_token, client_id }));
    expect(later.status).toBe(200);
    return (JSON.parse(later.body) as { access_token: string }).access_token;
  }

  test("an Alexa skill is linked by the owner's browser, finds the lamp and turns it on", async () => {
    const amazon = "https://layla.amazon.com/";
    const token = await link(amazon, `${amazon}api/skill/link/M1`);
    const directive = (namespace: string, name: string, more: object): Partial<Question> => {
      const header = { namespace, name, messageId: randomUUID(), payloadVersion: "3" };
      return {
        path: "/api/alexa/smart_home",
        ...json({ directive: { header, payload: {}, ...more } }, token),
      };
    };
    const scope = { scope: { type: "BearerToken", token } };
    const found = await fromInternet(directive("Alexa.Discovery", "Discover", { payload: scope }));
    expect(found.body).toContain("input_boolean#lamp");
    const endpoint = { endpointId: "input_boolean#lamp", ...scope };
    const turned = await fromInternet(directive("Alexa.PowerController", "TurnOn", { endpoint }));
    expect(turned.status).toBe(200);
    expect(await stateOf("input_boolean.lamp")).toBe("on");
  });

  test("an app whose browser has no certificate links from home, where the documented lanes open the login for a while", async () => {
    const fromHome = (question: Partial<Question>): Promise<Answer> =>
      ask(edge, { host, ...question, headers: { ...question.headers, [pretence.ip]: "203.0.113.7" } });
    const amazon = "https://layla.amazon.com/";
    expect(await logIn(amazon, `${amazon}api/skill/link/M1`, fromHome)).toMatch(/^[0-9a-f]{32}$/);
    expect((await fromHome({ path: "/api/states" })).status).toBe(403);
  });

  test("Google Assistant is linked in the same way, and turns the lamp off", async () => {
    const google = "https://oauth-redirect.googleusercontent.com/r/house";
    const token = await link(google, google);
    const ask = (intent: string, payload?: object): Partial<Question> => ({
      path: "/api/google_assistant",
      ...json({ requestId: randomUUID(), inputs: [{ intent: `action.devices.${intent}`, payload }] }, token),
    });
    expect((await fromInternet(ask("SYNC"))).body).toContain("input_boolean.lamp");
    const execution = [{ command: "action.devices.commands.OnOff", params: { on: false } }];
    const commands = [{ devices: [{ id: "input_boolean.lamp" }], execution }];
    expect((await fromInternet(ask("EXECUTE", { commands }))).status).toBe(200);
    expect(await stateOf("input_boolean.lamp")).toBe("off");
  });

  test.each([
    "/auth/authorize?response_type=code&client_id=https://layla.amazon.com/",
    "/auth/providers",
    "/auth/login_flow",
    "/auth/token/",
    "/api/",
    "/api/states",
    "/api/websocket",
    "/",
  ])("nothing of the login or the API is open to strangers: %s", async (path) => {
    for (const method of ["GET", "POST"]) {
      const { status, body } = await fromInternet({ path, method });
      expect([status, body.includes("you have been blocked")]).toEqual([403, true]);
    }
  });

  test("the open commands ask for a token, and /auth/token for a code: neither takes a password", async () => {
    for (const path of ["/api/alexa/smart_home", "/api/google_assistant"]) {
      expect((await fromInternet({ path, ...json({}) })).status).toBe(401);
    }
    const { username, password } = home.owner;
    const client_id = "https://layla.amazon.com/";
    const answer = await fromInternet(form({ grant_type: "password", username, password, client_id }));
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining("unsupported_grant_type")]);
  });

  test("asking a webhook for its options, as verify-live does, reaches Home Assistant and sets nothing off", async () => {
    const { body } = await fromInternet({ path: "/api/webhook/remote", method: "OPTIONS" });
    expect(body).not.toContain("you have been blocked");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await stateOf("input_boolean.doorbell")).toBe("off");
  });

  test("which webhooks are open to the local network only can be read", async () => {
    const client = new HomeAssistant({ url: home.url, tokens: [home.token] });
    const webhooks = await readWebhooks(client);
    client.close();
    expect(webhooks).toContainEqual({ id: "local", localOnly: true });
    expect(webhooks).toContainEqual({ id: "remote", localOnly: false });
  });

  test("a webhook answers 200 to the internet, and acts only where its trigger says local_only: false", async () => {
    expect((await fromInternet({ path: "/api/webhook/local", method: "POST" })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await stateOf("input_boolean.doorbell")).toBe("off");
    expect((await fromInternet({ path: "/api/webhook/remote", method: "POST" })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await stateOf("input_boolean.doorbell")).toBe("on");
  });
});
