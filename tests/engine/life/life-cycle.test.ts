import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { EngineStack, example } from "../engine-stack.ts";

jest.setTimeout(300_000);

let stack: EngineStack;

beforeAll(async () => {
  stack = await EngineStack.create();
});

afterAll(async () => {
  expect(stack.simulator.exposures()).toEqual([]);
  await stack.close();
});

function files(): Record<string, string> {
  return Object.fromEntries(
    ["anna-phone", "ben-laptop"].map((name) => [
      name,
      readFileSync(stack.path("bundles", "test", `${name}.p12`)).toString("base64"),
    ]),
  );
}

async function password(device: string): Promise<string> {
  const { bundlePasswords } = (await stack.outputs()) as { bundlePasswords: Record<string, string> };
  return bundlePasswords[device] ?? "";
}

function opens(bundle: string, secret: string): boolean {
  try {
    execFileSync("openssl", ["pkcs12", "-in", stack.path(bundle), "-passin", "env:SECRET", "-nokeys"], {
      env: { ...process.env, SECRET: secret },
      stdio: "pipe",
    });
    return true;
  } catch {
    return false;
  }
}

function activePins(): string[] {
  return [...stack.simulator.state.clientCertificates.values()]
    .filter(({ status }) => status === "active")
    .map(({ fingerprint_sha256 }) => fingerprint_sha256);
}

function gateExpression(): string {
  const [ruleset] = stack.simulator.state.rulesets.values();
  return ruleset?.rules.at(-1)?.expression ?? "";
}

describe("the life of a stack, with each test the next edit of the stack file", () => {
  test("comes up from nothing, the DNS record last", async () => {
    const up = await stack.up();
    expect(up).toMatchObject({ code: 0 });
    const writes = stack.writes();
    const order = ["cfd_tunnel/", "hostname_associations", "/rulesets", "/dns_records"].map((part) =>
      writes.findIndex((write) => write.includes(part)),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(writes.at(-1)).toMatch(/^POST .*\/dns_records$/);
    expect(activePins()).toHaveLength(2);
    expect(statSync(stack.path("bundles", "test")).mode & 0o777).toBe(0o700);
    expect(statSync(stack.path("bundles", "test", "anna-phone.p12")).mode & 0o777).toBe(0o600);
    expect(opens("bundles/test/anna-phone.p12", await password("anna-phone"))).toBe(true);
    expect(opens("bundles/test/anna-phone.p12", "wrong")).toBe(false);
  });

  test("changes nothing at a second preview, a second up and a refresh", async () => {
    const mark = stack.mark();
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await stack.preview("--refresh", "--expect-no-changes")).toMatchObject({ code: 0 });
    expect(stack.writes(mark)).toEqual([]);
  });

  test("creates only the added device's resources and pin", async () => {
    const before = files();
    const mark = stack.mark();
    stack.write({ ...example, devices: [{ name: "carla-phone" }, ...(example.devices ?? [])] });
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.writes(mark).map((write) => write.replace(/[0-9a-f]{32}/g, "…"))).toEqual([
      "POST /zones/…/client_certificates",
      "PATCH /zones/…/rulesets/…/rules/…",
    ]);
    expect(files()).toEqual(before);
    expect(activePins().every((pin) => gateExpression().includes(pin))).toBe(true);
  });

  test("changes nothing when the list is reordered", async () => {
    stack.write({ ...example, devices: [...(example.devices ?? []), { name: "carla-phone" }].reverse() });
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });

  test("removes a removed device's pin from the rule before revoking its certificate, and deletes its bundle", async () => {
    const before = files();
    const mark = stack.mark();
    stack.write(example);
    expect(await stack.up()).toMatchObject({ code: 0 });
    const writes = stack.writes(mark);
    expect(writes.map((write) => write.replace(/[0-9a-f]{32}/g, "…"))).toEqual([
      "PATCH /zones/…/rulesets/…/rules/…",
      "DELETE /zones/…/client_certificates/…",
    ]);
    expect(existsSync(stack.path("bundles", "test", "carla-phone.p12"))).toBe(false);
    expect(files()).toEqual(before);
    expect(activePins()).toHaveLength(2);
  });

  test("replaces a certificate whose validity changed: the new bundle is on disk and opens, the old one is revoked", async () => {
    const before = files();
    const [anna, ben] = example.devices ?? [];
    const old = activePins();
    stack.write({
      ...example,
      devices: [{ ...anna, name: "anna-phone", validityDays: 100 }, ben ?? { name: "" }],
    });
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(files()["anna-phone"]).not.toBe(before["anna-phone"]);
    expect(files()["ben-laptop"]).toBe(before["ben-laptop"]);
    expect(opens("bundles/test/anna-phone.p12", await password("anna-phone"))).toBe(true);
    expect(activePins()).toHaveLength(2);
    expect(activePins().filter((pin) => old.includes(pin))).toHaveLength(1);
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });

  test("moves to another hostname, and the old one loses its ingress before its rule", async () => {
    const mark = stack.mark();
    stack.write({ ...example, hostname: "home.example.com" });
    expect(await stack.up()).toMatchObject({ code: 0 });
    const writes = stack.writes(mark);
    const at = (part: RegExp) => writes.findIndex((write) => part.test(write));
    expect(at(/configurations$/)).toBeLessThan(at(/hostname_associations$/));
    expect(at(/hostname_associations$/)).toBeLessThan(at(/PATCH .*rulesets/));
    expect(at(/PATCH .*rulesets/)).toBeLessThan(at(/POST .*dns_records$/));
    expect([...stack.simulator.state.dnsRecords.values()].map(({ name }) => name)).toEqual([
      "home.example.com",
    ]);
    expect(stack.simulator.state.hostnameAssociations).toEqual(["home.example.com"]);
    stack.write({ ...example, hostname: "ha.home.example.com" });
    const deep = await stack.up();
    expect(deep).toMatchObject({ code: 0 });
    expect(deep.text).toContain("Universal SSL covers one");
    stack.write(example);
    expect(await stack.up()).toMatchObject({ code: 0 });
  });

  test("changes the origin with one request", async () => {
    const mark = stack.mark();
    stack.write({ ...example, origin: "http://192.168.1.20:8123" });
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.writes(mark).map((write) => write.split(" ")[0])).toEqual(["PUT"]);
  });

  test("leaves a setting alone when the owner says leave", async () => {
    const mark = stack.mark();
    stack.write({ ...example, zoneSettings: { webSockets: "leave" } });
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.writes(mark).filter((write) => write.includes("/settings/"))).toEqual([]);
    stack.write(example);
    expect(await stack.up()).toMatchObject({ code: 0 });
  });

  test("restores a deleted or damaged bundle from the state", async () => {
    const before = files();
    execFileSync("rm", [stack.path("bundles", "test", "anna-phone.p12")]);
    expect(await stack.npmRun("device", "export", "anna-phone", "--stack", "test")).toMatchObject({
      code: 0,
    });
    execFileSync("sh", ["-c", 'printf broken >"$1"', "sh", stack.path("bundles", "test", "ben-laptop.p12")]);
    expect(await stack.npmRun("device", "export", "ben-laptop", "--force", "--stack", "test")).toMatchObject({
      code: 0,
    });
    expect(files()).toEqual(before);
  });

  test("is destroyed after its DNS record, even while a connector is connected, and leaves the zone as it was", async () => {
    const [tunnel] = stack.simulator.state.tunnels.values();
    await fetch(
      `${stack.simulator.api.replace("/client/v4", "")}/_simulator/tunnels/${tunnel?.id ?? ""}/connections`,
      {
        method: "POST",
      },
    );
    const mark = stack.mark();
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(stack.writes(mark)[0]).toMatch(/^DELETE .*\/dns_records\//);
    const { state } = stack.simulator;
    expect(state.hostnameAssociations).toEqual([]);
    expect([...state.rulesets.values()].flatMap(({ rules }) => rules)).toEqual([]);
    expect(activePins()).toEqual([]);
    expect([...state.tunnels.values()].every(({ deletedAt }) => deletedAt !== null)).toBe(true);
    expect(state.settings.get("ssl")?.value).not.toBe("strict");
    expect(existsSync(stack.path("bundles", "test", "anna-phone.p12"))).toBe(false);
  });

  test("comes up again with the same names", async () => {
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });
});
