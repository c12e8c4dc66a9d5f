import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import Cloudflare from "cloudflare";
import { newCsr } from "../../simulator/support/new-csr.ts";
import { EngineStack, example } from "../engine-stack.ts";

jest.setTimeout(300_000);

let stack: EngineStack;
let api: Cloudflare;
let zone: { zone_id: string };

beforeEach(async () => {
  stack = await EngineStack.create();
  api = new Cloudflare({ apiToken: stack.simulator.apiToken, baseURL: stack.simulator.api, maxRetries: 0 });
  zone = { zone_id: stack.simulator.zoneId };
});

afterEach(async () => {
  await stack.close();
});

const anna = { name: "anna-phone" };
const ben = { name: "ben-laptop" };

async function up(file: object = example): Promise<void> {
  stack.write(file as typeof example);
  expect(await stack.up()).toMatchObject({ code: 0 });
}

const ownRules = (): string[] =>
  [...stack.simulator.state.rulesets.values()].flatMap(({ rules }) => rules.map(({ ref }) => ref));

/** Adds somebody else's rule above or below ours. */
async function addRule(rule: object, position: object): Promise<void> {
  const [entry] = stack.simulator.state.rulesets.values();
  await api.rulesets.rules.create(entry!.id, { ...zone, ...rule, position });
}

const skip = (expression: string) => ({
  ref: "office",
  action: "skip",
  expression,
  action_parameters: { ruleset: "current" },
});

test("replacing the restore point doesn't remove the gate of a hostname whose tunnel was renamed", async () => {
  await up();
  const [tunnel] = stack.simulator.state.tunnels.values();
  await api.zeroTrust.tunnels.cloudflared.edit(tunnel!.id, {
    account_id: stack.simulator.accountId,
    name: "renamed",
  });
  await stack.up("--replace", "**restore-point-record");
  expect(ownRules()).toEqual(["ha-mtls-test-1"]);
  expect(stack.simulator.exposures()).toEqual([]);
});

test("a name that was moved to somebody else's record keeps its gate through destroy and adopt", async () => {
  await up();
  const [record] = stack.simulator.state.dnsRecords.values();
  await api.dns.records.delete(record!.id, zone);
  await api.dns.records.create({
    ...zone,
    type: "CNAME",
    name: "ha.example.com",
    content: "11111111-2222-4333-8444-555555555555.cfargotunnel.com",
    proxied: true,
    ttl: 1,
  });
  await stack.destroy();
  await stack.npmRun("adopt", "--stack", "test", "--yes");
  await stack.destroy();
  expect(ownRules()).toEqual(["ha-mtls-test-1"]);
  expect(stack.simulator.state.hostnameAssociations).toEqual(["ha.example.com"]);
});

test("an IP Access rule with Allow is reported by preview, up and drift", async () => {
  await up();
  await api.firewall.accessRules.create({
    ...zone,
    mode: "whitelist",
    configuration: { target: "ip", value: "203.0.113.7" },
    notes: "office",
  });
  for (const { text } of [await stack.preview(), await stack.up()]) {
    expect(text).toContain('IP Access rule for ip 203.0.113.7 ("office") has the action Allow');
  }
  const drift = await stack.npmRun("drift", "--stack", "test");
  expect(drift).toMatchObject({ code: 1, text: expect.stringContaining("203.0.113.7") as string });
});

test("a lost phone is locked out even if somebody's rule stops all other runs", async () => {
  await up();
  await addRule(skip("true"), { index: 1 });
  stack.write({ ...example, devices: [{ ...anna, revoked: true }, ben] });
  const { code, text } = await stack.up();
  expect([code, text.includes("[gate-bypassed]")]).toEqual([0, true]);
  const statuses = [...stack.simulator.state.clientCertificates.values()].map(({ status }) => status);
  expect(statuses.sort()).toEqual(["active", "revoked"]);
  const refused = { ...example, devices: [{ ...anna, revoked: true }, ben, { name: "carla-phone" }] };
  stack.write(refused);
  expect((await stack.up()).code).not.toBe(0);
});

test("an accepted rule is no longer accepted once somebody edits it", async () => {
  await up();
  await addRule(skip("ip.src in {203.0.113.7}"), { index: 1 });
  const [, key = "", value = ""] =
    /config set --path '([^']+)' (office@[0-9a-f]{12})/.exec((await stack.preview()).text) ?? [];
  expect(key).toBe("allowSkipRules[0]");
  await up({ ...example, allowSkipRules: [value] });
  const [entry] = stack.simulator.state.rulesets.values();
  const office = entry!.rules.find(({ ref }) => ref === "office");
  await api.rulesets.rules.edit(office!.id, {
    ...zone,
    ruleset_id: entry!.id,
    ...skip('http.request.method eq "GET"'),
  } as never);
  const { code, text } = await stack.preview();
  expect(code).not.toBe(0);
  expect(text).toContain("was edited after it was accepted in allowSkipRules");
});

test("a file of somebody else's in a bundle's place stops that bundle, and survives destroy", async () => {
  const file = stack.path("shared", "test", "anna-phone.p12");
  mkdirSync(stack.path("shared", "test"), { recursive: true });
  writeFileSync(file, "somebody's");
  stack.write({ ...example, bundleDirectory: "shared" });
  const { code, text } = await stack.up();
  expect(code).not.toBe(0);
  expect(text).toContain("anna-phone.p12: already exists, and this stack did not write it [file-exists]");
  expect(await stack.destroy()).toMatchObject({ code: 0 });
  expect(readFileSync(file, "utf8")).toBe("somebody's");
  expect(existsSync(stack.path("shared", "test", ".gitignore"))).toBe(false);
});

test("a request whose certificate was revoked is not signed again", async () => {
  writeFileSync(stack.path("server.csr.pem"), newCsr("/O=Home/CN=server"));
  const server = { name: "server", csr: "server.csr.pem" };
  await up({ ...example, devices: [anna, server] });
  await up({ ...example, devices: [anna, { ...server, revoked: true }] });
  stack.write({ ...example, devices: [anna, server] });
  const mark = stack.mark();
  const { code, text } = await stack.up();
  expect([code === 0, stack.writes(mark)]).toEqual([false, []]);
  expect(text).toContain("[bad-csr]");
});
