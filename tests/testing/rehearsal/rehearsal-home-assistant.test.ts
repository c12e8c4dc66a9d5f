import { connectorsOf } from "cloudflare-simulator/home-assistant/connector.ts";
import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { type Rehearsal, rehearse } from "../../../testing/rehearsal/rehearsal.ts";
import { houseConfig, openSite, type Site } from "./house.ts";

jest.setTimeout(180_000);

const token = "a long-lived access token";
let site: Site;
let home: HomeAssistant;

beforeEach(async () => {
  site = await openSite();
  const supervisor = new Supervisor({ runConnector: connectorsOf(site.simulator.state) });
  home = await startHomeAssistant({ supervisor, users: { [token]: { isAdmin: true } } });
});
afterEach(async () => {
  delete process.env["HOME_ASSISTANT_TOKEN"];
  await home.close();
  await site.close();
});

function rehearseWith(given: { readonly homeAssistantToken?: string }): Promise<Rehearsal> {
  const { api, apiToken } = site.simulator;
  const config = { ...houseConfig, homeAssistant: { url: home.url } };
  return rehearse({ api, apiToken, stack: "test", config, bundleDirectory: site.bundleDirectory, ...given });
}

test("with the access token, a rehearsal sets up Home Assistant and connects the tunnel", async () => {
  await rehearseWith({ homeAssistantToken: token });
  expect([...(home.core.supervisor?.apps.values() ?? [])]).toMatchObject([{ state: "started" }]);
  expect(home.core.http?.stable.trusted_proxies).toEqual(["172.30.33.0/24"]);
  const [tunnel] = site.simulator.state.tunnels.values();
  expect(tunnel?.connections).toHaveLength(1);
});

test("an access token in the caller's environment never reaches a rehearsal", async () => {
  process.env["HOME_ASSISTANT_TOKEN"] = token;
  await expect(rehearseWith({})).rejects.toThrow("[no-home-assistant-token]");
  expect(home.commands.commands()).toEqual([]);
});
