import type { AppFacts } from "../../../domain/home-assistant/facts.ts";
import { planApp } from "../../../domain/home-assistant/plan-app.ts";
import { tokenOf } from "./tunnel-token.ts";

const wanted = { tunnelId: "ours", token: tokenOf("ours"), takeOverApp: false };
const current = "https://github.com/homeassistant-apps/repository";
const former = "https://github.com/brenner-tobias/ha-addons";

function app(change: Partial<AppFacts> = {}): AppFacts {
  const options = { additional_hosts: [], tunnel_token: wanted.token };
  return { slug: "9074a9fa_cloudflared", state: "started", options, boot: "auto", watchdog: true, ...change };
}

/** Steps in a few words. */
function steps(
  apps: readonly AppFacts[],
  change: object = {},
  repositories: readonly string[] = [],
): string[] {
  const plan = planApp({ apps, repositories }, { ...wanted, ...change });
  return [
    ...plan.steps.map(
      (step) => `${step.kind} ${"slug" in step ? step.slug : "repository" in step ? step.repository : ""}`,
    ),
    ...plan.problems.map(({ code }) => code),
  ];
}

test("without the app, the repository is added and the app installed, configured and started", () => {
  expect(steps([])).toEqual([
    `add-repository ${current}`,
    "install-app 396f0234_cloudflared",
    "set-app-options 396f0234_cloudflared",
    "start-app 396f0234_cloudflared",
  ]);
});

test.each([
  [current, "396f0234_cloudflared"],
  [`${current.replace("homeassistant-apps", "HomeAssistant-Apps")}/`, "396f0234_cloudflared"],
  [former, "9074a9fa_cloudflared"],
])("an existing repository is used: %s", (repository, slug) => {
  expect(steps([], {}, [repository])[0]).toBe(`install-app ${slug}`);
});

test("an app that runs the tunnel needs no step", () => {
  expect(steps([app()])).toEqual([]);
});

test.each<[string, Partial<AppFacts>]>([
  ["an older token of the same tunnel", { options: { tunnel_token: tokenOf("ours", "b2xk") } }],
  ["no start at boot", { boot: "manual" }],
  ["no watchdog", { watchdog: false }],
])(
  "an app with %s is stopped before it is told, so that it never runs with what it had",
  (_title, change) => {
    expect(steps([app(change)]).map((step) => step.split(" ")[0])).toEqual([
      "stop-app",
      "set-app-options",
      "start-app",
    ]);
  },
);

test("a stopped app is started", () => {
  expect(steps([app({ state: "stopped" })])).toEqual(["start-app 9074a9fa_cloudflared"]);
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ["another tunnel", { tunnel_token: tokenOf("another") }],
  ["a token that can't be read", { tunnel_token: "something" }],
  ["a tunnel of its own", { external_hostname: "ha.example.org" }],
  ["hosts of its own", { additional_hosts: [{ hostname: "nas.example.org" }] }],
])("an app that somebody uses for %s is left alone, unless the owner says so", (_title, options) => {
  const others = app({ options });
  expect(steps([others])).toEqual(["app-in-use"]);
  expect(steps([others], { takeOverApp: true }).map((step) => step.split(" ")[0])).toEqual([
    "stop-app",
    "set-app-options",
    "start-app",
  ]);
});

test("an app's other options are kept", () => {
  const options = { additional_hosts: [], log_level: "debug" };
  const plan = planApp({ apps: [app({ options, state: "stopped" })], repositories: [] }, wanted);
  expect(plan.steps[0]).toMatchObject({ options: { ...options, tunnel_token: wanted.token } });
});

test("of several apps, the one with the tunnel is used, then one that nobody uses", () => {
  const others = app({ slug: "a_cloudflared", options: { tunnel_token: tokenOf("another") } });
  const free = app({ slug: "b_cloudflared", options: {}, state: "stopped" });
  const own = app({ slug: "c_cloudflared" });
  expect(steps([others, free, own])).toEqual([]);
  expect(steps([others, free])[0]).toBe("set-app-options b_cloudflared");
});

test("the message about an app in use names the tunnel and the setting, and no secret", () => {
  const [problem] = planApp(
    { apps: [app({ options: { tunnel_token: tokenOf("another") } })], repositories: [] },
    wanted,
  ).problems;
  expect(problem?.what).toContain("(another)");
  expect(problem?.fix).toContain("takeOverApp: true");
  expect(JSON.stringify(problem)).not.toContain("c2VjcmV0");
});
