import { checkDetours } from "../../../cli/doctor/check-detours.ts";
import type { Check } from "../../../cli/doctor/check.ts";
import { readDetours } from "../../../cli/doctor/read-detours.ts";
import { withSimulator } from "../../simulator/with-simulator.ts";
import { homeOf } from "../cli-fixtures.ts";

const cloud = withSimulator();

const zone = () => ({ zoneId: cloud.simulator.zoneId, accountId: cloud.simulator.accountId });

async function findings(): Promise<Check[]> {
  return checkDetours(await readDetours(cloud.api(), { ...zone(), home: homeOf() }));
}

async function found(): Promise<string[]> {
  return (await findings()).map((finding) =>
    finding.level === "fine" ? "fine" : `${finding.level} ${finding.problem.where}`,
  );
}

const post = (path: string, body: object): PromiseLike<unknown> => cloud.client.post(path, { body });
const inZone = (path: string) => `/zones/${cloud.simulator.zoneId}${path}`;
const inAccount = (path: string) => `/accounts/${cloud.simulator.accountId}${path}`;

test("a zone without any of it is fine", async () => {
  expect(await found()).toEqual(["fine"]);
});

test("a Worker on a route or a domain of the zone is a warning, until it only fetches what the public can", async () => {
  await post(inZone("/workers/routes"), { pattern: "example.com/*", script: "previews" });
  await post(inAccount("/workers/domains"), { hostname: "shop.example.com", service: "shop" });
  cloud.simulator.state.neighbours.workerFlags["shop"] = ["global_fetch_strictly_public"];
  expect(await found()).toEqual(["warning Worker previews"]);
  cloud.simulator.state.neighbours.workerFlags["previews"] = ["global_fetch_strictly_public"];
  expect(await found()).toEqual(["fine"]);
});

function originRule(parameters: object, enabled = true): void {
  const rule = { id: "r", ref: "r", version: "1", action: "route", expression: "true", enabled };
  cloud.simulator.state.rulesets.set("o", {
    id: "o",
    name: "",
    description: "",
    kind: "zone",
    phase: "http_request_origin",
    version: "1",
    last_updated: "",
    rules: [{ ...rule, description: "to the house", action_parameters: { ...parameters } }],
  });
}

test.each<[string, object, string]>([
  ["our Host header", { host_header: "HA.example.com" }, "problem Origin Rule to the house"],
  ["our tunnel's name", { origin: { host: "x.cfargotunnel.com" } }, "problem Origin Rule to the house"],
  ["another origin", { origin: { host: "shop.example.net" } }, "fine"],
])("an Origin Rule with %s: %s → %s", async (_what, parameters, expected) => {
  originRule(parameters);
  expect(await found()).toEqual([expected]);
});

test("an Origin Rule that is off leads nobody anywhere", async () => {
  originRule({ host_header: "ha.example.com" }, false);
  expect(await found()).toEqual(["fine"]);
});

test("Page Rules and pools that lead to the house are problems, others are not", async () => {
  const page = (value: string, id: string) => ({
    status: "active",
    targets: [{ constraint: { value: `${value}/*` } }],
    actions: [{ id, value: "ha.example.com" }],
  });
  await post(inZone("/pagerules"), page("one.example.com", "host_header_override"));
  await post(inZone("/pagerules"), page("two.example.com", "resolve_override"));
  await post(inZone("/pagerules"), page("three.example.com", "forwarding_url"));
  await post(inAccount("/load_balancers/pools"), { name: "home", origins: [{ address: "ha.example.com" }] });
  await post(inAccount("/load_balancers/pools"), { name: "shop", origins: [{ address: "192.0.2.1" }] });
  expect(await found()).toEqual([
    "problem Page Rule one.example.com/*",
    "problem Page Rule two.example.com/*",
    "problem load balancer pool home",
  ]);
});

test("Image Transformations that are on are a warning", async () => {
  cloud.simulator.state.settings.set("transformations", { value: "on", modifiedOn: null });
  expect(await found()).toEqual(["warning Image Transformations"]);
});

test("what the token may not read is one warning, with the permissions that are lacking", async () => {
  for (const path of ["/workers/routes", "/pagerules"]) {
    await cloud.control("POST", "/faults", { method: "GET", path, status: 403 });
  }
  const [finding] = await findings();
  expect(finding).toMatchObject({ level: "warning", problem: { code: "missing-permission" } });
  const fix = finding?.level === "warning" ? finding.problem.fix : "";
  expect(fix).toContain("Zone · Workers Routes · Read");
  expect(fix).toContain("Zone · Page Rules · Read.");
  expect(fix).not.toContain("Origin Rules");
});
