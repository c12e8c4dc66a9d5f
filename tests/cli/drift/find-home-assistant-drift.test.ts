import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { findHomeAssistantDrift } from "../../../cli/drift/find-home-assistant-drift.ts";
import { tokenOf } from "../../domain/home-assistant/tunnel-token.ts";
import { homeOf, stateOf, types } from "../support/cli-fixtures.ts";

const tunnel = { types: types.tunnel, name: "tunnel", id: "ours" };
const setup = {
  types: "ha-mtls:index:HomeAssistant$command:local:Command",
  name: "home-assistant-setup",
  id: "x",
};

let home: HomeAssistant;
let supervisor: Supervisor;
beforeEach(async () => {
  supervisor = new Supervisor();
  const repository = "https://github.com/homeassistant-apps/repository";
  const app = supervisor.install(repository, { tunnel_token: tokenOf("ours") });
  app.configure({ boot: "auto", watchdog: true });
  app.start();
  home = await startHomeAssistant({ supervisor, useXForwardedFor: true, trustedProxies: ["172.30.33.0/24"] });
  home.core.externalUrl = "https://ha.example.com";
});
afterEach(() => home.close());

const look = (accessToken: string | undefined = "the token", state = stateOf([tunnel, setup])) =>
  findHomeAssistantDrift({
    home: homeOf({ homeAssistant: JSON.stringify({ url: home.url }) }),
    ...{ state, accessToken, tunnelToken: tokenOf("ours") },
  });
const app = () => [...supervisor.apps.values()][0]!;

test("there is no difference from what the run set up", async () => {
  expect(await look()).toEqual({ differences: [], unseen: undefined, isSeen: true });
});

test("each part that was changed by hand is a separate difference", async () => {
  app().stop();
  app().configure({ options: { additional_hosts: [], tunnel_token: tokenOf("ours", "b2xk") } });
  home.core.externalUrl = null;
  const http = home.core.http!;
  http.stable = { ...http.stable, trusted_proxies: ["10.0.0.1/32"] };
  const { differences } = await look();
  expect(differences.map(({ problem }) => `${problem.where} ${problem.what} [${problem.code}]`)).toEqual([
    "Home Assistant's HTTP server does not trust the connector's requests from 172.30.33.0/24 [changed-outside]",
    "Home Assistant's external address is not set; it must be https://ha.example.com [changed-outside]",
    "Home Assistant's app 396f0234_cloudflared has an outdated tunnel token [changed-outside]",
  ]);
});

test("what no run has set up yet is not checked: the preview shows it", async () => {
  expect(await look("the token", stateOf([tunnel]))).toEqual({
    ...{ differences: [], unseen: undefined, isSeen: false },
  });
  expect(home.commands.commands()).toEqual([]);
});

test("a Home Assistant that can't be reached is reported, but is no difference", async () => {
  await home.close();
  expect(await look()).toMatchObject({ differences: [], unseen: { code: "unreachable" }, isSeen: false });
});
