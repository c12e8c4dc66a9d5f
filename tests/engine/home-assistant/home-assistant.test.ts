import { connectorsOf } from "cloudflare-simulator/home-assistant/connector.ts";
import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { allThatIsSetUp } from "../../all-that-is-set-up.ts";
import { EngineStack, example } from "../engine-stack.ts";

jest.setTimeout(300_000);

let stack: EngineStack;
let home: HomeAssistant;
let supervisor: Supervisor;
let file: Readonly<Record<string, unknown>>;
const token = "a long-lived access token";

beforeAll(async () => {
  stack = await EngineStack.create();
  supervisor = new Supervisor({ runConnector: connectorsOf(stack.simulator.state) });
  home = await startHomeAssistant({ supervisor, users: { [token]: { isAdmin: true } } });
  file = { ...example, homeAssistant: { url: home.url } };
  stack.write(file);
  await stack.pulumi("config", "set", "--secret", "homeAssistantToken", token, "--stack", "test");
});

afterAll(async () => {
  expect(stack.simulator.exposures()).toEqual([]);
  await home.close();
  await stack.close();
});

const everything = (): object => allThatIsSetUp(home, supervisor);

/** Changes the stack file, but keeps the token that the CLI has encrypted. */
function rewrite(settings: Readonly<Record<string, unknown>>): void {
  stack.write({ ...settings, homeAssistantToken: stack.encrypted("homeAssistantToken") });
}

describe("setting up Home Assistant, each test the next run", () => {
  const before: { found?: object } = {};

  test("a preview lists what will be done, and changes nothing", async () => {
    before.found = everything();
    const { code, text } = await stack.preview();
    expect(text).toContain("install the app 396f0234_cloudflared");
    expect({ code, now: everything() }).toEqual({ code: 0, now: before.found });
  });

  test("up installs the app, which connects the tunnel, and trusts the proxy", async () => {
    const { code, text } = await stack.up();
    expect(text).toContain("Cloudflare reports the tunnel as healthy");
    expect(code).toBe(0);
    expect([...supervisor.apps.values()]).toMatchObject([{ state: "started", watchdog: true }]);
    expect(home.core).toMatchObject({ externalUrl: "https://ha.example.com" });
    expect(home.core.http?.stable.trusted_proxies).toEqual(["172.30.33.0/24"]);
    const [tunnel] = stack.simulator.state.tunnels.values();
    expect(tunnel?.connections).toHaveLength(1);
  });

  test("a second preview and a second up change nothing", async () => {
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
  });

  test("the next up starts an app that somebody has stopped", async () => {
    [...supervisor.apps.values()][0]?.stop();
    expect((await stack.preview()).text).toContain("start the app");
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect([...supervisor.apps.values()]).toMatchObject([{ state: "started" }]);
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });

  test("neither the access token nor the tunnel's token is in the state or the CLI's output", async () => {
    const { tunnelToken } = (await stack.outputs()) as { tunnelToken: string };
    rewrite({ ...file, homeAssistant: { url: home.url, externalUrl: "leave" } });
    const texts = [
      (await stack.preview("--diff")).text,
      (await stack.up("--diff")).text,
      await stack.exportState(),
    ];
    for (const text of texts) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(tunnelToken);
    }
  });

  test("removing homeAssistant restores what was found, and leaves the gate alone", async () => {
    rewrite(example);
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(everything()).toEqual(before.found);
    expect(stack.simulator.state.dnsRecords.size).toBe(1);
  });

  test("a wrong token fails only its own resource; the gate is set up all the same", async () => {
    stack.write({ ...file, devices: [{ name: "carla-phone" }] });
    stack.environment["HOME_ASSISTANT_TOKEN"] = "wrong";
    const { code, text } = await stack.up();
    expect(code).not.toBe(0);
    expect(text).toContain("[refused-by-home-assistant]");
    expect(text).toContain("home-assistant-record");
    expect(
      [...stack.simulator.state.clientCertificates.values()].map(({ common_name }) => common_name),
    ).toContain("carla-phone");
    expect(everything()).toEqual(before.found);
  });

  test("a plain destroy restores Home Assistant, and finds no connected connector", async () => {
    stack.environment["HOME_ASSISTANT_TOKEN"] = token;
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(everything()).not.toEqual(before.found);
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(everything()).toEqual(before.found);
  });
});
