import { shapeMistake } from "./support/check-shape.ts";
import { newCsr } from "./support/new-csr.ts";
import { publishedShapes } from "./support/published-shapes.ts";
import { withSimulator } from "./support/with-simulator.ts";

const PHASE = "http_request_firewall_custom";
const underTest = withSimulator();

interface Made {
  readonly id: string;
  readonly rules: readonly { readonly id: string }[];
}

let checked: Set<string>;

beforeEach(() => {
  checked = new Set();
});

/** Sends a request of the published name, with the ids that its path needs, and checks the answer. */
async function call(name: string, ids: Readonly<Record<string, string>> = {}, body?: object): Promise<Made> {
  const { simulator } = underTest;
  const known: Record<string, string> = { zone: simulator.zoneId, account: simulator.accountId, ...ids };
  const [method = "", pattern = ""] = name.split(" ");
  const path = pattern.replace(/:(\w+)/g, (_, key: string) => known[key] ?? "");
  const response = await fetch(simulator.api + path, {
    method,
    headers: { authorization: `Bearer ${simulator.apiToken}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect([
    name,
    response.status,
    shapeMistake({ method, path, status: response.status, body: text }),
  ]).toEqual([name, 200, undefined]);
  checked.add(name);
  return (JSON.parse(text) as { result: Made }).result;
}

async function callTunnels(): Promise<void> {
  const base = "/accounts/:account/cfd_tunnel";
  const { id: tunnel } = await call(`POST ${base}`, {}, { name: "home", config_src: "cloudflare" });
  await call(`GET ${base}/:tunnel/configurations`, { tunnel });
  const ingress = [
    { hostname: "ha.example.com", service: "http://ha:8123", originRequest: { noTLSVerify: true } },
    { service: "http_status:404" },
  ];
  await call(`PUT ${base}/:tunnel/configurations`, { tunnel }, { config: { ingress } });
  await call(`GET ${base}/:tunnel/configurations`, { tunnel });
  await underTest.control("POST", `/tunnels/${tunnel}/connections`);
  for (const rest of ["", "/:tunnel", "/:tunnel/connections", "/:tunnel/token"]) {
    await call(`GET ${base}${rest}`, { tunnel });
  }
  await call(`PATCH ${base}/:tunnel`, { tunnel }, { name: "house" });
  await call(`DELETE ${base}/:tunnel/connections`, { tunnel });
  await call(`DELETE ${base}/:tunnel`, { tunnel });
  await call(`GET ${base}/:tunnel`, { tunnel });
}

async function callRecords(): Promise<void> {
  const base = "/zones/:zone/dns_records";
  const data = { flags: 0, tag: "issue", value: "letsencrypt.org" };
  await call(`POST ${base}`, {}, { type: "CAA", name: "www", ttl: 300, data });
  const body = { type: "A", name: "www", content: "192.0.2.1", ttl: 1, comment: "ours" };
  const { id: record } = await call(`POST ${base}`, {}, body);
  for (const rest of ["", "/:record"]) await call(`GET ${base}${rest}`, { record });
  await call(`PUT ${base}/:record`, { record }, { ...body, proxied: true });
  await call(`PATCH ${base}/:record`, { record }, { comment: "" });
  await call(`DELETE ${base}/:record`, { record });
}

async function callCertificates(): Promise<void> {
  const base = "/zones/:zone/client_certificates";
  const { id: certificate } = await call(`POST ${base}`, {}, { csr: newCsr(), validity_days: 30 });
  for (const rest of ["", "/:certificate"]) await call(`GET ${base}${rest}`, { certificate });
  await call(`DELETE ${base}/:certificate`, { certificate });
  await call(`PATCH ${base}/:certificate`, { certificate }, { reactivate: true });
  const associations = "/zones/:zone/certificate_authorities/hostname_associations";
  await call(`PUT ${associations}`, {}, { hostnames: ["ha.example.com"] });
  await call(`GET ${associations}`);
}

async function callRulesets(): Promise<void> {
  const base = "/zones/:zone/rulesets";
  const block = { action: "block", expression: "true", ref: "a", description: "b" };
  const skip = { action: "skip", expression: "ssl", action_parameters: { ruleset: "current" } };
  const made = await call(
    `POST ${base}`,
    {},
    { name: "default", kind: "zone", phase: PHASE, rules: [block, skip] },
  );
  const ids = { ruleset: made.id, rule: made.rules[0]!.id, phase: PHASE };
  for (const rest of ["", "/:ruleset", "/phases/:phase/entrypoint"]) await call(`GET ${base}${rest}`, ids);
  await call(`POST ${base}/:ruleset/rules`, ids, { ...block, ref: "c" });
  await call(`PATCH ${base}/:ruleset/rules/:rule`, ids, { ...block, enabled: false });
  await call(`DELETE ${base}/:ruleset/rules/:rule`, ids);
  await call(`PUT ${base}/:ruleset`, ids, { rules: [block] });
  await call(`PUT ${base}/phases/:phase/entrypoint`, ids, { rules: [] });
  await call("GET /accounts/:account/rulesets");
}

async function callAccessRules(scope: string): Promise<void> {
  const base = `${scope}/firewall/access_rules/rules`;
  const configuration = { target: "country", value: "NL" };
  const { id: rule } = await call(`POST ${base}`, {}, { mode: "whitelist", configuration });
  await call(`GET ${base}`);
  await call(`DELETE ${base}/:rule`, { rule });
}

async function callSettings(): Promise<void> {
  for (const path of ["/zones", "/zones/:zone", "/accounts", "/accounts/:account"]) await call(`GET ${path}`);
  await call("GET /user/tokens/verify");
  await call("GET /accounts/:account/tokens/verify");
  await call("GET /zones/:zone/settings");
  await call("GET /zones/:zone/settings/:setting", { setting: "http3" });
  await call("PATCH /zones/:zone/settings/:setting", { setting: "ssl" }, { value: "strict" });
  await call("GET /zones/:zone/bot_management");
  await call("PUT /zones/:zone/bot_management", {}, { fight_mode: true });
  await call("PUT /accounts/:account/access/organizations", {}, { deny_unmatched_requests: true });
  await call("GET /accounts/:account/access/organizations");
  await call("POST /accounts/:account/access/apps", {}, { name: "ours", domain: "ha.example.com" });
  await call("GET /accounts/:account/access/apps");
}

async function callNeighbours(): Promise<void> {
  const account = "/accounts/:account";
  const lists = ["/zones/:zone/workers/routes", "/zones/:zone/pagerules"];
  for (const path of [...lists, `${account}/load_balancers/pools`, `${account}/workers/domains`]) {
    await call(`POST ${path}`, {}, { name: "other" });
    await call(`GET ${path}`);
  }
  await call(`GET ${account}/workers/scripts/:script/settings`, { script: "other" });
}

test("all of the API's responses have their published shapes", async () => {
  await callSettings();
  await callTunnels();
  await callRecords();
  await callCertificates();
  await callRulesets();
  for (const scope of ["/zones/:zone", "/accounts/:account", "/user"]) await callAccessRules(scope);
  await callNeighbours();
  expect([...checked].sort()).toEqual(Object.keys(publishedShapes).sort());
});
