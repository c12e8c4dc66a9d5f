import { existsSync, rmSync, writeFileSync } from "node:fs";
import Cloudflare from "cloudflare";
import { EngineStack, example } from "../engine-stack.ts";

jest.setTimeout(300_000);

let stack: EngineStack;
let api: Cloudflare;
let account: { account_id: string };
let zone: { zone_id: string };

beforeEach(async () => {
  stack = await EngineStack.create();
  const { simulator } = stack;
  api = new Cloudflare({ apiToken: simulator.apiToken, baseURL: simulator.api, maxRetries: 0 });
  account = { account_id: simulator.accountId };
  zone = { zone_id: simulator.zoneId };
});
afterEach(() => stack.close());

const adopt = (...words: string[]) => stack.npmRun("adopt", "--yes", "--stack", "test", ...words);
const tunnels = (): string[] =>
  [...stack.simulator.state.tunnels.values()]
    .filter(({ deletedAt }) => deletedAt === null)
    .map(({ id }) => id);
const records = () => [...stack.simulator.state.dnsRecords.values()];
const connect = (tunnel: string) =>
  fetch(new URL(`/_simulator/tunnels/${tunnel}/connections`, stack.simulator.api), { method: "POST" });

function verifyLive() {
  const { edge, edgeHttp, edgeCa } = stack.simulator;
  const addresses = ["--connect", new URL(edge).host, "--http-connect", new URL(edgeHttp).host];
  return stack.npmRun("verify-live", ...addresses, "--cafile", edgeCa, "--stack", "test");
}

/** A home as guides describe it: a tunnel, a record, and a rule that admits any verified certificate. */
async function buildByHand(...others: string[]): Promise<string> {
  const cloudflared = api.zeroTrust.tunnels.cloudflared;
  const { id = "" } = await cloudflared.create({ ...account, name: "homelab", config_src: "cloudflare" });
  const ingress = ["ha.example.com", ...others].map((hostname) => ({ hostname, service: "http://ha:8123" }));
  await cloudflared.configurations.update(id, {
    ...account,
    config: { ingress: [...ingress, { hostname: "", service: "http_status:404" }] },
  });
  await api.certificateAuthorities.hostnameAssociations.update({ ...zone, hostnames: ["ha.example.com"] });
  const expression = '(http.host eq "ha.example.com" and not cf.tls_client_auth.cert_verified)';
  await api.rulesets.phases.update("http_request_firewall_custom", {
    ...zone,
    rules: [{ action: "block", expression, description: "by hand" }],
  });
  const content = `${id}.cfargotunnel.com`;
  await api.dns.records.create({
    ...zone,
    name: "ha.example.com",
    type: "CNAME",
    content,
    proxied: true,
    ttl: 1,
  });
  await connect(id);
  return id;
}

test("a lost state: adopt and up create nothing twice and delete nothing, and the stack is whole again", async () => {
  expect(await stack.up()).toMatchObject({ code: 0 });
  const before = { tunnels: tunnels(), records: records().map(({ id }) => id) };
  rmSync(stack.path("state", ".pulumi", "stacks"), { recursive: true });
  expect(await stack.pulumi("stack", "init", "test")).toMatchObject({ code: 0 });
  stack.write(example);

  const mark = stack.mark();
  expect(await adopt()).toMatchObject({ code: 0 });
  expect(stack.writes(mark)).toEqual([]);
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(
    stack.writes(mark).filter((line) => /^DELETE|cfd_tunnel$|dns_records$|rulesets$/.test(line)),
  ).toEqual([]);
  expect({ tunnels: tunnels(), records: records().map(({ id }) => id) }).toEqual(before);

  expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
  expect(await stack.destroy()).toMatchObject({ code: 0 });
  expect([tunnels(), records()]).toEqual([[], []]);
  expect(stack.simulator.exposures()).toEqual([]);
});

test("a state that a kill has left unreadable is repaired", async () => {
  expect(await stack.up()).toMatchObject({ code: 0 });
  writeFileSync(stack.path("state", ".pulumi", "stacks", "ha-mtls", "test.json.attrs"), "");
  expect((await stack.preview()).text).toContain("failed to load checkpoint");
  expect(await stack.npmRun("drift", "--stack", "test")).toMatchObject({
    code: 2,
    text: expect.stringContaining("npm run adopt -- --stack test") as string,
  });
  expect(await adopt()).toMatchObject({
    code: 0,
    text: expect.stringContaining("Next: npx pulumi up") as string,
  });
  expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
});

test("with nothing to do, adopt changes nothing and makes no backup", async () => {
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(await adopt()).toMatchObject({ code: 0, text: expect.stringContaining("nothing to do") as string });
  expect(existsSync(stack.path("backups"))).toBe(false);
  expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
});

test("a hand-made tunnel that serves only this name becomes the stack's, and its connector stays connected", async () => {
  const id = await buildByHand();
  expect((await stack.up()).text).toContain("npm run adopt");
  expect(await adopt()).toMatchObject({ code: 0 });
  const mark = stack.mark();
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(stack.writes(mark).filter((line) => line.startsWith("DELETE"))).toEqual([]);
  expect(tunnels()).toEqual([id]);
  expect(stack.simulator.state.tunnels.get(id)).toMatchObject({ name: "ha-mtls-test" });
  expect(stack.simulator.state.tunnels.get(id)?.connections).toHaveLength(1);
  expect(await verifyLive()).toMatchObject({ code: 0 });
  expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
});

test("a hand-made set-up moves without an outage: a second name first, then the real one", async () => {
  const old = await buildByHand("nas.example.com");
  stack.write({ ...example, hostname: "ha-new.example.com" });
  expect(await stack.up()).toMatchObject({ code: 0 });
  const own = tunnels().find((id) => id !== old) ?? "";
  await connect(own);
  expect(await verifyLive()).toMatchObject({ code: 0 });
  expect(records().find(({ name }) => name === "ha.example.com")?.content).toContain(old);

  stack.write(example);
  expect(await adopt()).toMatchObject({
    code: 1,
    text: expect.stringContaining("--take ha.example.com") as string,
  });
  expect(await adopt("--take", "ha.example.com")).toMatchObject({ code: 0 });
  const mark = stack.mark();
  expect(await stack.up()).toMatchObject({ code: 0 });
  const writes = stack.writes(mark).map((line) => line.replace(/[0-9a-f-]{32,}/g, "<id>"));
  expect(writes).toEqual([
    "PUT /accounts/<id>/cfd_tunnel/<id>/configurations",
    "PUT /zones/<id>/certificate_authorities/hostname_associations",
    "PATCH /zones/<id>/rulesets/<id>/rules/<id>",
    "PUT /zones/<id>/dns_records/<id>",
    "DELETE /zones/<id>/dns_records/<id>",
  ]);
  expect(records().map(({ name, content }) => [name, content])).toEqual([
    ["ha.example.com", `${own}.cfargotunnel.com`],
  ]);
  expect(tunnels()).toContain(old);
  expect(await verifyLive()).toMatchObject({ code: 0 });
});
