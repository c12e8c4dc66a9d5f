import { findDifferences } from "../../../domain/home-assistant/differences.ts";
import type { AppFacts, HomeAssistantFacts } from "../../../domain/home-assistant/facts.ts";
import { planHomeAssistant } from "../../../domain/home-assistant/plan.ts";
import { tokenOf } from "./tunnel-token.ts";

const wanted = {
  ...{ tunnelId: "ours", token: tokenOf("ours"), takeOverApp: true, trustedProxies: undefined },
  ...{ externalUrl: "https://ha.example.com", origin: "http://homeassistant:8123" },
};

/** Home Assistant as a run leaves it, but for the app. */
function factsWith(app: Partial<AppFacts>): HomeAssistantFacts {
  const options = { additional_hosts: [], tunnel_token: wanted.token };
  const apps = [{ slug: "a_cloudflared", state: "started", options, boot: "auto", watchdog: true, ...app }];
  const stable = { use_x_forwarded_for: true, trusted_proxies: ["172.30.33.0/24"] };
  return {
    ...{ version: "2026.11.0", externalUrl: "https://ha.example.com" },
    http: { stable, pending: undefined, error: undefined, active: "stable" },
    supervisor: { apps, repositories: [] },
  };
}

const differences = (app: Partial<AppFacts>): string[] =>
  findDifferences(factsWith(app), wanted).map(({ problem }) => `${problem.where} ${problem.what}`);
const withToken = (tunnel_token: string): Partial<AppFacts> => ({
  options: { additional_hosts: [], tunnel_token },
});

test.each<[string, Partial<AppFacts>, string[]]>([
  ["nothing", {}, []],
  ["an app that is stopped", { state: "stopped" }, ["is not running (state: stopped)"]],
  ["an app that failed", { state: "error" }, ["is not running (state: error)"]],
  [
    "boot and watchdog",
    { boot: "manual", watchdog: false },
    ["does not start at boot and has its watchdog off"],
  ],
  ["no token", withToken(""), ["has no tunnel token"]],
  ["another tunnel's token", withToken(tokenOf("theirs")), ["has the token of another tunnel (theirs)"]],
  ["an outdated token", withToken(tokenOf("ours", "b2xk")), ["has an outdated tunnel token"]],
])("differs from what a run leaves: %s", (_what, app, sentences) => {
  expect(differences(app)).toEqual(
    sentences.map((sentence) => `Home Assistant's app a_cloudflared ${sentence}`),
  );
});

test("a run can't see an outdated token, and the fix leads to a state that it can see", () => {
  const preview = { ...wanted, token: undefined };
  expect(planHomeAssistant(factsWith(withToken(tokenOf("ours", "b2xk"))), preview).steps).toEqual([]);
  const [found] = findDifferences(factsWith(withToken(tokenOf("ours", "b2xk"))), wanted);
  expect(found?.problem.fix).toMatch(
    /^Remove tunnel_token from the app's options .*, then run npx pulumi up/,
  );
  expect(planHomeAssistant(factsWith({ options: { additional_hosts: [] } }), preview).steps).not.toEqual([]);
});

test("another external address may be another stack's, a missing one is not", () => {
  const fixOf = (externalUrl: string | null) =>
    findDifferences({ ...factsWith({}), externalUrl }, wanted).map(({ problem }) => problem.fix);
  expect(fixOf("https://b.example.com")).toEqual([
    expect.stringMatching(/instead of https:\/\/b\.example\.com\n.*another stack.*externalUrl: leave/),
  ]);
  expect(fixOf(null)).toEqual([expect.not.stringContaining("another stack")]);
});

test("what is said holds no token", () => {
  const all = [withToken(tokenOf("theirs")), withToken(tokenOf("ours", "b2xk"))].map((app) =>
    JSON.stringify(findDifferences(factsWith(app), wanted)),
  );
  expect(all.join()).not.toMatch(/eyJ/);
});
