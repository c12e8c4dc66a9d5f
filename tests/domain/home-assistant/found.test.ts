import type { AppFacts, HomeAssistantFacts, HttpConfig } from "../../../domain/home-assistant/facts.ts";
import { planReturn, recordFound } from "../../../domain/home-assistant/found.ts";
import { appNetwork, withProxies } from "../../../domain/home-assistant/proxies.ts";
import { describeStep } from "../../../domain/home-assistant/steps.ts";
import { tokenOf } from "./tunnel-token.ts";

const repository = "https://github.com/homeassistant-apps/repository";
const given = { externalUrls: ["https://ha.example.com"], proxies: [appNetwork], tunnels: ["ours"] };
const settings = (stable: HttpConfig) => ({ stable, pending: undefined, error: undefined, active: "stable" });
const before: HomeAssistantFacts = {
  version: "2026.11.0",
  externalUrl: null,
  http: settings({ server_port: 8123 }),
  supervisor: { apps: [], repositories: ["core"] },
};
const running: AppFacts = {
  slug: "396f0234_cloudflared",
  state: "started",
  options: { additional_hosts: [], tunnel_token: tokenOf("ours") },
  boot: "auto",
  watchdog: true,
};
const after: HomeAssistantFacts = {
  ...before,
  externalUrl: "https://ha.example.com",
  http: settings(withProxies({ server_port: 8123 }, [appNetwork])),
  supervisor: { apps: [running], repositories: ["core", repository] },
};

function back(found: HomeAssistantFacts, now: HomeAssistantFacts): string[] {
  return planReturn(now, recordFound(found, undefined, given)).map(describeStep);
}

test("everything that the stack has added is removed, the connector first", () => {
  expect(back(before, after)).toEqual([
    "stop the app 396f0234_cloudflared",
    "uninstall the app 396f0234_cloudflared",
    "remove the external address",
    `remove the app repository ${repository}`,
    "stop trusting what the stack has added: restart Home Assistant to try it, then confirm",
  ]);
});

test("nothing is done if nothing has changed", () => {
  expect(back(before, before)).toEqual([]);
});

test("an app that was taken over gets its options back and runs as before", () => {
  const theirs = { ...running, options: { tunnel_token: tokenOf("another") }, watchdog: false };
  const found = { ...before, supervisor: { apps: [theirs], repositories: [repository] } };
  const now = { ...found, supervisor: { apps: [running], repositories: [repository] } };
  const steps = planReturn(now, recordFound(found, undefined, given));
  expect(steps.map(({ kind }) => kind)).toEqual(["stop-app", "set-app-options", "start-app"]);
  expect(steps[1]).toMatchObject({ options: theirs.options, watchdog: false });
});

test("an app that an interrupted run has only stopped is started again", () => {
  const theirs = { ...running, options: { tunnel_token: tokenOf("another") } };
  const found = { ...before, supervisor: { apps: [theirs], repositories: [] } };
  const now = { ...found, supervisor: { apps: [{ ...theirs, state: "stopped" }], repositories: [] } };
  expect(back(found, now)).toEqual(["start the app 396f0234_cloudflared"]);
});

test("an installed app without a token is removed; one that somebody uses meanwhile stays", () => {
  const left = { ...running, state: "stopped", options: { additional_hosts: [] } };
  const withApp = (app: AppFacts) => ({ ...before, supervisor: { apps: [app], repositories: ["core"] } });
  expect(back(before, withApp(left))).toEqual(["uninstall the app 396f0234_cloudflared"]);
  expect(back(before, withApp({ ...running, options: { tunnel_token: tokenOf("another") } }))).toEqual([]);
});

test("a repository that existed before stays", () => {
  const found = { ...before, supervisor: { apps: [], repositories: [repository.toUpperCase()] } };
  const now = { ...before, supervisor: { apps: [], repositories: [repository] } };
  expect(back(found, now)).toEqual([]);
});

test("the previous external address is restored; one that somebody has set since stays", () => {
  const found = { ...before, externalUrl: "https://old.example.com" };
  expect(back(found, { ...before, externalUrl: "https://ha.example.com" })).toEqual([
    "set the external address to https://old.example.com instead of https://ha.example.com",
  ]);
  expect(back(found, { ...before, externalUrl: "https://new.example.com" })).toEqual([]);
});

test("a later run keeps the first one's record, and adds what it sets", () => {
  const first = recordFound(before, undefined, given);
  const second = recordFound(after, first, { ...given, externalUrls: ["https://home.example.com"] });
  expect(second).toEqual({
    ...first,
    given: { ...given, externalUrls: ["https://ha.example.com", "https://home.example.com"] },
  });
});

test("HTTP settings that become readable with an update of Home Assistant are recorded then", () => {
  const first = recordFound({ ...before, http: undefined }, undefined, given);
  expect(first.proxies).toBeUndefined();
  expect(planReturn(after, first).map(({ kind }) => kind)).not.toContain("apply-http");
  expect(recordFound(before, first, given).proxies).toEqual({ use: false, networks: [] });
});
