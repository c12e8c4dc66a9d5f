import { spawn } from "node:child_process";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blockRules } from "../../domain/rules/gate-rule.ts";
import { startHomeAssistant } from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { type Simulator, startSimulator } from "cloudflare-simulator";
import type { Address, Identity } from "../../cli/verify-live/knock.ts";
import { visit, type Visit } from "../../cli/verify-live/visit.ts";
import { makeBundle } from "./device/make-bundle.ts";
import { clientOf } from "../simulator/with-simulator.ts";
import { fakePulumi } from "./fake-pulumi.ts";

const hostname = "ha.example.com";
const password = "abcdefghjkmnpqrstuvwxyz";

let folder: string;
let simulator: Simulator;
let anna: Identity;
let ben: Identity;
let tunnelId: string;
const pins: Record<string, string> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "verify-live-"));
  simulator = await startSimulator();
  anna = await enroll("anna-phone", 365);
  ben = await enroll("ben-phone", 365);
}, 60_000);
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

async function enroll(name: string, validityDays: number): Promise<Identity> {
  const keyFile = join(folder, `${name}.pem`);
  const words = [
    "req",
    "-new",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-subj",
    `/CN=${name}/O=Home`,
    "-keyout",
    keyFile,
  ];
  const csr = execFileSync("openssl", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const issued = await clientOf(simulator).clientCertificates.create({
    zone_id: simulator.zoneId,
    csr,
    validity_days: validityDays,
  });
  pins[name] = issued.fingerprint_sha256 ?? "";
  const path = join(folder, `${name}.p12`);
  const identity = readFileSync(keyFile, "utf8") + (issued.certificate ?? "");
  makeBundle({ path, identity, password, encryption: "compatible", device: name });
  return { name, previous: false, bundle: readFileSync(path), password };
}

/** A house as the stack makes it, with Anna's phone listed. */
beforeEach(async () => {
  const api = clientOf(simulator);
  const account = { account_id: simulator.accountId };
  const zone = { zone_id: simulator.zoneId };
  simulator.state.dnsRecords.clear();
  simulator.state.rulesets.clear();
  const tunnel = await api.zeroTrust.tunnels.cloudflared.create({
    ...account,
    name: `t-${Date.now()}-${Math.random()}`,
    config_src: "cloudflare",
  });
  tunnelId = tunnel.id ?? "";
  await api.zeroTrust.tunnels.cloudflared.configurations.update(tunnelId, {
    ...account,
    config: {
      ingress: [
        { hostname, service: "http://homeassistant:8123" },
        { hostname: "", service: "http_status:404" },
      ],
    },
  });
  await api.certificateAuthorities.hostnameAssociations.update({ ...zone, hostnames: [hostname] });
  await writeRule(blockRules({ hostnames: [hostname], lanes: [], pins: [pins["anna-phone"] ?? ""] }));
  await api.zones.settings.edit("always_use_https", { ...zone, value: "on" });
  await api.dns.records.create({
    ...zone,
    name: hostname,
    type: "CNAME",
    content: `${tunnelId}.cfargotunnel.com`,
    ttl: 1,
    proxied: true,
  });
  await fetch(new URL(`/_simulator/tunnels/${tunnelId}/connections`, simulator.api), { method: "POST" });
});

async function writeRule(rules: readonly { expression: string }[]): Promise<void> {
  await clientOf(simulator).rulesets.phases.update("http_request_firewall_custom", {
    zone_id: simulator.zoneId,
    rules: rules.map(({ expression }) => ({ action: "block" as const, expression })),
  });
}

const portOf = (url: string): Address["connect"] => ({ host: "127.0.0.1", port: Number(new URL(url).port) });

function plan(changes: Partial<Visit> = {}): Visit {
  const authorities = readFileSync(simulator.edgeCa, "utf8");
  return {
    address: { hostname, authorities, connect: portOf(simulator.edge) },
    plain: { hostname, authorities, connect: portOf(simulator.edgeHttp) },
    lanes: [],
    listed: [anna],
    unlisted: [ben],
    ...changes,
  };
}

const problems = async (changes: Partial<Visit> = {}): Promise<string[]> =>
  (await visit(plan(changes))).flatMap(({ problem }) =>
    problem === undefined ? [] : [`${problem.where} ${problem.what} [${problem.code}]`],
  );

test("a locked house: strangers refused, the listed device in, WebSocket open, http redirected, expiry told", async () => {
  const checks = await visit(plan());
  expect(checks.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(checks.map(({ what }) => what)).toEqual([
    "ha.example.com/ refuses who has no certificate",
    "ha.example.com/api/ refuses who has no certificate",
    "ha.example.com/auth/providers refuses who has no certificate",
    "ha.example.com lets anna-phone in (200)",
    expect.stringMatching(/^anna-phone has a certificate until \d{4}-\d\d-\d\d$/),
    "ha.example.com refuses ben-phone, which is not among its devices",
    "ha.example.com/api/websocket opens a WebSocket for anna-phone",
    "http://ha.example.com leads to https, or nowhere",
  ]);
});

test("a gate that is gone is told for every doorstep, and for the device that is not listed", async () => {
  simulator.state.rulesets.clear();
  const found = await problems();
  expect(found.filter((line) => line.endsWith("[gate-open]"))).toHaveLength(4);
  expect(found[0]).toBe(
    "ha.example.com/ answered 200 without a certificate; it must answer 403 from the edge [gate-open]",
  );
});

test("a tunnel that is down behind an open gate does not hide that the gate is open", async () => {
  simulator.state.rulesets.clear();
  simulator.state.tunnels.get(tunnelId)!.connections = [];
  simulator.state.dnsRecords.forEach((record, id) =>
    simulator.state.dnsRecords.set(id, { ...record, content: "nowhere.cfargotunnel.com" }),
  );
  expect((await problems())[0]).toMatch(/answered 5\d\d without a certificate.*\[gate-open\]/);
});

test("a place that a lane opens on purpose is not called open", async () => {
  const [rule] = blockRules({ hostnames: [hostname], lanes: [], pins: [pins["anna-phone"] ?? ""] });
  await writeRule([{ expression: `${rule?.expression ?? ""} and http.request.uri.path ne "/api/"` }]);
  expect(await problems()).toEqual([expect.stringContaining("ha.example.com/api/ answered")]);
  const lane = { hostname, paths: ["/api/"], methods: [], addresses: [], asn: [], reason: "test" };
  expect(await problems({ lanes: [lane] })).toEqual([]);
});

test("a listed device that the edge refuses is told, with where to look", async () => {
  await writeRule(blockRules({ hostnames: [hostname], lanes: [], pins: [pins["ben-phone"] ?? ""] }));
  expect(await problems({ unlisted: [] })).toEqual([
    "ha.example.com refuses anna-phone, which is listed [device-refused]",
    "ha.example.com/api/websocket answered 403 to a WebSocket; it must answer 101 [unexpected-answer]",
  ]);
});

test("a challenge above the gate is no refusal: strangers solve it, and apps can't", async () => {
  const [gate] = blockRules({ hostnames: [hostname], lanes: [], pins: [pins["anna-phone"] ?? ""] });
  const challenge = { action: "managed_challenge" as const, expression: "true" };
  await clientOf(simulator).rulesets.phases.update("http_request_firewall_custom", {
    zone_id: simulator.zoneId,
    rules: [challenge, { action: "block" as const, expression: gate?.expression ?? "" }],
  });
  const found = await problems();
  expect(found).toEqual(
    expect.arrayContaining([
      "ha.example.com/ challenges strangers instead of refusing them: whoever solves it may get in [unexpected-answer]",
      "ha.example.com challenges anna-phone, and no app can solve that [unexpected-answer]",
      expect.stringContaining("challenges ben-phone, which is not among its devices"),
    ]),
  );
});

test("a tunnel without its ingress or record is told as what it is", async () => {
  await clientOf(simulator).zeroTrust.tunnels.cloudflared.configurations.update(tunnelId, {
    account_id: simulator.accountId,
    config: { ingress: [{ hostname: "", service: "http_status:404" }] },
  });
  const checks = await visit(plan());
  const problem = checks.find((check) => check.problem?.where === hostname)?.problem;
  expect(problem?.fix).toContain("The tunnel's ingress does not know the hostname");
});

test("a deleted tunnel is told as a tunnel that nobody runs", async () => {
  simulator.state.dnsRecords.forEach((record, id) =>
    simulator.state.dnsRecords.set(id, {
      ...record,
      content: `${"0".repeat(8)}-0000-4000-8000-${"0".repeat(12)}.cfargotunnel.com`,
    }),
  );
  expect((await problems({ unlisted: [] }))[0]).toMatch(
    /answered 530 \(error 1033\): no connector runs this tunnel \[tunnel-down\]/,
  );
});

test("Home Assistant that is not there is told, and that it is not the tunnel's fault", async () => {
  const ingress = [
    { hostname, service: "http://127.0.0.1:1" },
    { hostname: "", service: "http_status:404" },
  ];
  await clientOf(simulator).zeroTrust.tunnels.cloudflared.configurations.update(tunnelId, {
    account_id: simulator.accountId,
    config: { ingress },
  });
  expect((await problems({ unlisted: [] }))[0]).toMatch(
    /^ha\.example\.com answered 502.*: the connector does not reach Home Assistant \[tunnel-down\]$/,
  );
});

test("Home Assistant that does not trust the tunnel is told, with the settings that it needs", async () => {
  const untrusting = await startHomeAssistant({ useXForwardedFor: false, trustedProxies: [] });
  const service = untrusting.url;
  await clientOf(simulator).zeroTrust.tunnels.cloudflared.configurations.update(tunnelId, {
    account_id: simulator.accountId,
    config: {
      ingress: [
        { hostname, service },
        { hostname: "", service: "http_status:404" },
      ],
    },
  });
  const checks = await visit(plan({ unlisted: [] }));
  await untrusting.close();
  const found = checks.flatMap(({ problem }) => problem ?? []);
  expect(found.map(({ code }) => code)).toContain("untrusted-proxy");
  expect(found.find(({ code }) => code === "untrusted-proxy")?.fix).toContain("trusted_proxies");
});

test("WebSockets that are off, and http that is not redirected, are told", async () => {
  simulator.state.settings.set("websockets", { value: "off", modifiedOn: null });
  await clientOf(simulator).zones.settings.edit("always_use_https", {
    zone_id: simulator.zoneId,
    value: "off",
  });
  simulator.state.rulesets.clear();
  const found = await problems({ unlisted: [] });
  simulator.state.settings.set("websockets", { value: "on", modifiedOn: null });
  expect(found).toEqual(
    expect.arrayContaining([
      expect.stringContaining("answered 400 to a WebSocket"),
      expect.stringContaining("http://ha.example.com answered 200; it must redirect to https"),
    ]),
  );
});

test("a certificate that expires within 30 days is told", async () => {
  const soon = await enroll("soon", 10);
  await writeRule(blockRules({ hostnames: [hostname], lanes: [], pins: [pins["soon"] ?? ""] }));
  expect(await problems({ listed: [soon], unlisted: [] })).toEqual([
    expect.stringMatching(/^soon has a certificate that expires in (9|10) days \[expires-soon\]$/),
  ]);
});

test("a wrong password is told without being shown", async () => {
  const failure: unknown = await visit(plan({ listed: [{ ...anna, password: "wrong-secret" }] })).catch(
    (error: unknown) => error,
  );
  expect(String(failure)).toContain("bundle of anna-phone can't be opened");
  expect(String(failure)).not.toContain("wrong-secret");
});

test("an edge that is not Cloudflare's, and one that is not there, can't be checked", async () => {
  const { address } = plan();
  await expect(visit(plan({ address: { ...address, authorities: undefined } }))).rejects.toThrow(
    "[unreachable]",
  );
  const nowhere = { host: "127.0.0.1", port: 1 };
  await expect(visit(plan({ address: { ...address, connect: nowhere } }))).rejects.toThrow(
    "ha.example.com at 127.0.0.1:1 can't be reached",
  );
});

describe("as a program", () => {
  const fake = fakePulumi();
  const program = join(import.meta.dirname, "..", "..", "cli", "verify-live.ts");

  function runIt(words: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const flags = [
      "--connect",
      new URL(simulator.edge).host,
      "--http-connect",
      new URL(simulator.edgeHttp).host,
    ];
    const child = spawn(process.execPath, [program, ...flags, "--cafile", simulator.edgeCa, ...words], {
      env: { ...process.env, PATH: fake.path, CLOUDFLARE_API_TOKEN: "none" },
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    return new Promise((resolve) => {
      child.on("close", (code) => {
        resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
      });
    });
  }

  test("tries one bundle at one hostname, without any stack", async () => {
    writeFileSync(join(folder, "password"), `${password}\n`);
    const words = [
      "--hostname",
      hostname,
      "--bundle",
      join(folder, "anna-phone.p12"),
      "--password-file",
      join(folder, "password"),
    ];
    const { code, stdout, stderr } = await runIt(words);
    expect(stderr).toBe("The house is locked, and the family gets in.\n");
    expect(stdout).toContain("ha.example.com lets anna-phone.p12 in (200)");
    expect(code).toBe(0);
    expect(existsSync(join(fake.folder, "calls.jsonl"))).toBe(false);
  });

  test.each([
    {
      title: "is refused",
      device: "ben-phone",
      expected: 0,
      text: "fine     ha.example.com refuses ben-phone.p12",
    },
    { title: "still gets in", device: "anna-phone", expected: 1, text: "answered 200 to anna-phone.p12" },
  ])("a lost device's bundle that $title", async ({ device, expected, text }) => {
    writeFileSync(join(folder, "password"), `${password}\n`);
    const bundle = ["--bundle", join(folder, `${device}.p12`), "--password-file", join(folder, "password")];
    const { code, stdout, stderr } = await runIt(["--hostname", hostname, ...bundle, "--refused"]);
    expect(stdout).toContain(text);
    expect(stdout).not.toContain("WebSocket");
    expect({ code, fine: stderr === "The house is locked.\n" }).toEqual({
      code: expected,
      fine: expected === 0,
    });
  });

  test("tries everything that the stack has, and prints no secret", async () => {
    const device = (identity: Identity): object => ({
      pin: "0",
      expiresOn: "2030-01-01T00:00:00Z",
      bundle: "b",
      device: identity.name,
      generation: 1,
      platform: "ios",
      certificateId: "c",
      certificate: "PEM",
    });
    const outputs = {
      url: `https://${hostname}`,
      tunnelId,
      tunnelToken: "the-token",
      devices: { "anna-phone": device(anna), "csr-laptop": device({ ...anna, name: "csr-laptop" }) },
      bundlePasswords: { "anna-phone": password },
      bundles: { "anna-phone": anna.bundle.toString("base64") },
    };
    const config = {
      "ha-mtls:zone": "example.com",
      "ha-mtls:hostname": hostname,
      "ha-mtls:devices": '[{"name":"anna-phone"},{"name":"csr-laptop","csr":"laptop.csr"}]',
    };
    fake.answer("stack --show-name", { stdout: "prod\n" });
    fake.answer("stack output", { stdout: JSON.stringify(outputs) });
    fake.answer("config --json", {
      stdout: JSON.stringify(
        Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value, secret: false }])),
      ),
    });
    const { code, stdout, stderr } = await runIt(["--json"]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ untried: ["csr-laptop"] });
    expect(code).toBe(0);
    expect(stdout).not.toContain(password);
    expect(stdout).not.toContain("the-token");
    expect(
      fake
        .calls()
        .flatMap(({ words }) => words)
        .join(" "),
    ).not.toContain(password);
  });

  test.each([
    [["--bundle", "x.p12"], "needs --hostname and --password-file beside it"],
    [["--refused"], "needs --bundle beside it"],
    [["--connect", "nowhere"], "An address is host:port"],
    [["--colour"], "unknown option '--colour'"],
  ])("bad usage %j exits 2", async (words, text) => {
    const { code, stderr } = await runIt(words);
    expect(stderr).toContain(text);
    expect(code).toBe(2);
  });
});
