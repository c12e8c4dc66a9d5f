import type { HomeAssistantFacts, HttpSettings } from "../../../domain/home-assistant/facts.ts";
import { planHomeAssistant } from "../../../domain/home-assistant/plan.ts";
import { describeStep } from "../../../domain/home-assistant/steps.ts";
import { tokenOf } from "./tunnel-token.ts";

const wanted = {
  externalUrl: "https://ha.example.com",
  trustedProxies: undefined,
  origin: "http://homeassistant:8123",
  tunnelId: "ours",
  token: tokenOf("ours"),
  takeOverApp: false,
};

function http(change: Partial<HttpSettings> = {}): HttpSettings {
  return { stable: { server_port: 8123 }, pending: undefined, error: undefined, active: "stable", ...change };
}

const fresh: HomeAssistantFacts = {
  version: "2026.11.0",
  externalUrl: null,
  http: http(),
  supervisor: { apps: [], repositories: [] },
};

function plan(facts: Partial<HomeAssistantFacts>, change: object = {}): string[] {
  const { steps, problems } = planHomeAssistant({ ...fresh, ...facts }, { ...wanted, ...change });
  return [...steps.map(describeStep), ...problems.map(({ code }) => code)];
}

test("a fresh installation gets trusted proxies, then its address, and the connector last", () => {
  expect(plan({})).toEqual([
    "trust the connector's requests from 172.30.33.0/24: restart Home Assistant to try it, then confirm",
    "set the external address to https://ha.example.com",
    "add the app repository https://github.com/homeassistant-apps/repository",
    "install the app 396f0234_cloudflared",
    "set the options of the app 396f0234_cloudflared",
    "start the app 396f0234_cloudflared",
  ]);
});

test("without a Supervisor, cloudflared is expected on Home Assistant's machine", () => {
  const [first, ...others] = plan({ supervisor: undefined });
  expect(first).toContain("127.0.0.1/32, ::1/128");
  expect(others).toEqual(["set the external address to https://ha.example.com"]);
});

test("no proxy is trusted if it is unknown where the connector runs", () => {
  expect(plan({ supervisor: undefined }, { origin: "http://192.168.1.5:8123" })).toHaveLength(1);
});

test("the owner's list replaces the installation's usual networks", () => {
  expect(plan({}, { trustedProxies: ["192.168.1.9"] })[0]).toContain("from 192.168.1.9/32:");
});

test("before 2026.8 no settings are tried, because they are in a file", () => {
  expect(plan({ version: "2026.7.1", http: undefined })[0]).toBe(
    "set the external address to https://ha.example.com",
  );
});

test.each([
  ["is ours already", { externalUrl: "https://ha.example.com" }, {}],
  ["is ours, with a slash", { externalUrl: "https://ha.example.com/" }, {}],
  ["is the owner's business", { externalUrl: "https://other.example.com" }, { externalUrl: undefined }],
])("the external address stays where it %s", (_title, facts, change) => {
  expect(plan(facts, change).join()).not.toContain("external address");
});

const ours = { server_port: 8123, use_x_forwarded_for: true, trusted_proxies: ["172.30.33.0/24"] };

test("if the proxies are already trusted, there is no restart", () => {
  expect(plan({ http: http({ stable: ours }) })[0]).toContain("external address");
});

test("somebody else's trial is not ended, and nothing else is started", () => {
  expect(plan({ http: http({ pending: { server_port: 8124 } }) })).toEqual(["unconfirmed-trial"]);
});

test("an interrupted run's trial is continued", () => {
  expect(plan({ http: http({ pending: ours, active: "pending" }) })[0]).toContain("172.30.33.0/24");
});

test("an old failed trial is ignored", () => {
  expect(plan({ http: http({ pending: { server_port: 80 }, error: "bind" }) })[0]).toContain(
    "172.30.33.0/24",
  );
});

test("no step remains once everything is done", () => {
  const options = { additional_hosts: [], tunnel_token: wanted.token };
  const app = { slug: "x_cloudflared", state: "started", options, boot: "auto", watchdog: true };
  expect(
    plan({
      externalUrl: wanted.externalUrl,
      http: http({ stable: ours }),
      supervisor: { apps: [app], repositories: [] },
    }),
  ).toEqual([]);
});
