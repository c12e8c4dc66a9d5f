import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Flags, planVisits } from "../../../cli/verify-live/plan-visits.ts";
import { failureOf } from "../support/failure-of.ts";
import { fakePulumi } from "../support/fake-pulumi.ts";

const fake = fakePulumi();
const before = { ...process.env };
let folder: string;

const devices = [{ name: "anna-phone" }, { name: "ben-phone" }, { name: "server", csr: "server.pem" }];
const services = [
  { hostname: "ha.example.com", origin: "http://homeassistant:8123" },
  { hostname: "nas.example.com", origin: "http://nas:80", devices: ["ben-phone"] },
];
const lanes = [{ webhook: "doorbell", hostname: "ha.example.com", reason: "the doorbell calls" }];
const bundles = { "anna-phone": "YW5uYQ==", "ben-phone": "YmVu", dropped: "ZHJvcHBlZA==" };

beforeEach(() => {
  process.env["PATH"] = fake.path;
  folder = mkdtempSync(join(tmpdir(), "ha-mtls-plan-visits-"));
  const entries = Object.entries({ zone: "example.com", devices, services, lanes }).map(([key, value]) => [
    `ha-mtls:${key}`,
    { value: typeof value === "string" ? value : JSON.stringify(value), secret: false },
  ]);
  const described = (device: string) => ({
    ...{ device, platform: "other", pin: "0", certificateId: "x" },
    ...{ expiresOn: "2036-01-01T00:00:00Z", generation: 1, bundle: null, certificateFile: null },
    certificate: "PEM",
  });
  const outputs = {
    ...{ url: "https://ha.example.com", tunnelId: "c1744f8b", tunnelToken: "token" },
    devices: Object.fromEntries([...Object.keys(bundles), "server"].map((name) => [name, described(name)])),
    bundles,
    bundlePasswords: Object.fromEntries(Object.keys(bundles).map((name) => [name, `password of ${name}`])),
  };
  fake.answer("stack --show-name", { stdout: "prod\n" });
  fake.answer("config --json", { stdout: JSON.stringify(Object.fromEntries(entries)) });
  fake.answer("stack output", { stdout: JSON.stringify(outputs) });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.env = { ...before };
});

const plan = (flags: Partial<Flags> = {}) =>
  planVisits({ stack: "prod", refused: false, json: false, ...flags });

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test("a stack's plan visits each hostname as its devices and as those that it does not list", async () => {
  const { visits, untried, tunnel } = await plan();
  const names = visits.map(({ address, lanes: own, listed, unlisted }) => ({
    hostname: address.hostname,
    lanes: own.length,
    listed: listed.map(({ name }) => name),
    unlisted: unlisted.map(({ name }) => name),
  }));
  expect(names).toEqual([
    { hostname: "ha.example.com", lanes: 1, listed: ["anna-phone", "ben-phone"], unlisted: [] },
    { hostname: "nas.example.com", lanes: 0, listed: ["ben-phone"], unlisted: ["anna-phone"] },
  ]);
  expect(visits[0]?.listed[0]).toMatchObject({
    bundle: Buffer.from("anna"),
    password: "password of anna-phone",
  });
  expect(untried).toEqual(["server"]);
  expect(tunnel?.tunnelId).toBe("c1744f8b");
});

test("--hostname plans that hostname alone, and an unknown one is refused with those that exist", async () => {
  const { visits } = await plan({ hostname: "nas.example.com" });
  expect(visits.map(({ address }) => address.hostname)).toEqual(["nas.example.com"]);
  expect((await failureOf(plan({ hostname: "www.example.com" }))).message).toBe(
    "--hostname www.example.com is not a hostname of stack prod [bad-value]\n" +
      "  Its hostnames: ha.example.com, nas.example.com",
  );
});

test.each([
  [false, ["anna.p12"], []],
  [true, [], ["anna.p12"]],
])("a single bundle with --refused %s needs no stack", async (refused, listed, unlisted) => {
  const flags = { bundle: write("anna.p12", "bundle"), passwordFile: write("password", "secret\r\n") };
  const { visits, tunnel } = await plan({ ...flags, refused, hostname: "ha.example.com" });
  expect(visits).toMatchObject([
    { listed: listed.map((name) => ({ name })), unlisted: unlisted.map((name) => ({ name })), lanes: [] },
  ]);
  expect([...(visits[0]?.listed ?? []), ...(visits[0]?.unlisted ?? [])][0]?.password).toBe("secret");
  expect(tunnel).toBeUndefined();
});

test("plain HTTP is visited at port 80, but not when --connect leads elsewhere without --http-connect", async () => {
  const connect = { host: "127.0.0.1", port: 8443 };
  expect((await plan()).visits[0]?.plain?.connect).toEqual({ host: "ha.example.com", port: 80 });
  expect((await plan({ connect })).visits[0]).toMatchObject({ address: { connect }, plain: undefined });
});

test("a file that can't be read is reported with its flag", async () => {
  const bundle = join(folder, "none.p12");
  const failure = failureOf(plan({ bundle, hostname: "ha.example.com", passwordFile: bundle }));
  expect((await failure).message).toMatch(/^--bundle \S+\/none\.p12 can't be read: .*ENOENT/);
});
