import { type Detours, readDetours } from "../../../cli/doctor/read-detours.ts";
import { withSimulator } from "../../simulator/support/with-simulator.ts";
import { homeOf } from "../support/cli-fixtures.ts";

const cloud = withSimulator();

const nothing: Detours = {
  workers: { value: [] },
  originRules: { value: [] },
  pageRules: { value: [] },
  pools: { value: [] },
  transformations: { value: false },
};

function read(): Promise<Detours> {
  const { zoneId, accountId } = cloud.simulator;
  return readDetours(cloud.api(), { zoneId, accountId, home: homeOf() });
}

const post = (path: string, body: object): PromiseLike<unknown> => cloud.client.post(path, { body });
const inZone = (path: string) => `/zones/${cloud.simulator.zoneId}${path}`;
const inAccount = (path: string) => `/accounts/${cloud.simulator.accountId}${path}`;

test("a zone without any of them has none", async () => {
  expect(await read()).toEqual(nothing);
});

test("a Worker on a route or a domain of the zone counts until it only fetches what the public can", async () => {
  await post(inZone("/workers/routes"), { pattern: "example.com/*", script: "previews" });
  await post(inAccount("/workers/domains"), { hostname: "shop.example.com", service: "shop" });
  cloud.simulator.state.neighbours.workerFlags["shop"] = ["global_fetch_strictly_public"];
  expect(await read()).toEqual({ ...nothing, workers: { value: ["previews"] } });
  cloud.simulator.state.neighbours.workerFlags["previews"] = ["global_fetch_strictly_public"];
  expect(await read()).toEqual(nothing);
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

test.each<[string, object, string[]]>([
  ["our Host header", { host_header: "HA.example.com" }, ["to the house"]],
  ["our tunnel's name", { origin: { host: "x.cfargotunnel.com" } }, ["to the house"]],
  ["another origin", { origin: { host: "shop.example.net" } }, []],
])("an Origin Rule with %s: %j → %j", async (_what, parameters, expected) => {
  originRule(parameters);
  expect(await read()).toEqual({ ...nothing, originRules: { value: expected } });
});

test("an Origin Rule that is off does not count", async () => {
  originRule({ host_header: "ha.example.com" }, false);
  expect(await read()).toEqual(nothing);
});

test("Page Rules and pools count when they lead to the house", async () => {
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
  expect(await read()).toEqual({
    ...nothing,
    pageRules: { value: ["one.example.com/*", "two.example.com/*"] },
    pools: { value: ["home"] },
  });
});

test("Image Transformations count when they are on", async () => {
  cloud.simulator.state.settings.set("transformations", { value: "on", modifiedOn: null });
  expect(await read()).toEqual({ ...nothing, transformations: { value: true } });
});

test("what the token may not read is marked as refused, and the rest is read", async () => {
  for (const path of ["/workers/routes", "/pagerules"]) {
    await cloud.control("POST", "/faults", { method: "GET", path, status: 403 });
  }
  const { workers, pageRules, ...others } = await read();
  expect([workers, pageRules].every((tried) => "refused" in tried)).toBe(true);
  expect(Object.values(others).every((tried) => "value" in tried)).toBe(true);
});
