import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { newCsr } from "../../simulator/support/new-csr.ts";
import { type DeviceEntry, EngineStack, example, type StackFile } from "../engine-stack.ts";

jest.setTimeout(300_000);

let stack: EngineStack;
const anna = { name: "anna-phone", platform: "ios", profilePassword: true };
const ben = { name: "ben-phone", platform: "android" };
const server = { name: "server", csr: "server.csr.pem" };

beforeAll(async () => {
  stack = await EngineStack.create();
  writeFileSync(stack.path("server.csr.pem"), newCsr("/O=Home/CN=server"));
});
afterAll(async () => {
  expect(stack.simulator.exposures()).toEqual([]);
  await stack.close();
});

interface Row {
  readonly name: string;
  readonly status: string;
  readonly checked: boolean;
  readonly filePresent: boolean;
  readonly certificateId: string;
}

const write = (...devices: DeviceEntry[]) => {
  stack.write({ ...example, devices });
};
const device = (...words: string[]) => stack.npmRun("device", ...words, "--stack", "test");
/** Without the checksums of what the stack wrote. */
const bundles = () =>
  readdirSync(stack.path("bundles", "test"))
    .filter((name) => !name.endsWith(".sha256"))
    .sort();
const bundle = (name: string) => readFileSync(stack.path("bundles", "test", name));

async function list(): Promise<{ code: number; rows: Row[] }> {
  const { code, stdout } = await device("list", "--json");
  return { code, rows: JSON.parse(stdout) as Row[] };
}

async function password(name: string): Promise<string> {
  const { bundlePasswords } = (await stack.outputs()) as { bundlePasswords: Record<string, string> };
  return bundlePasswords[name] ?? "";
}

describe("the devices' files, with each test the next edit of the stack file", () => {
  test("one line says that a stack is not deployed, not known, or not selected", async () => {
    write(anna, ben, server);
    const lines = [await device("list"), await stack.npmRun("device", "list", "--stack", "cabin")];
    expect(await stack.pulumi("stack", "unselect")).toMatchObject({ code: 0 });
    lines.push(await stack.npmRun("device", "export", "anna-phone"));
    expect(await stack.pulumi("stack", "select", "test")).toMatchObject({ code: 0 });
    expect(lines.map(({ code, stdout, text }) => [code, stdout, text.split("\n")[0]])).toEqual([
      [2, "", expect.stringMatching(/^stack test has not been deployed .*\[not-deployed\]$/)],
      [2, "", "stack cabin was not found [no-stack]"],
      [2, "", "no stack is selected [no-stack]"],
    ]);
  });

  test("a bundle, a profile for Apple, and only the certificate for a device that keeps its key", async () => {
    write(anna, ben, server);
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(bundles()).toEqual([
      ".gitignore",
      "anna-phone.mobileconfig",
      "anna-phone.p12",
      "ben-phone.p12",
      "server.pem",
    ]);
    for (const name of bundles().slice(1)) {
      expect(statSync(stack.path("bundles", "test", name)).mode & 0o777).toBe(0o600);
    }
    const subject = execFileSync("openssl", ["x509", "-noout", "-subject"], { input: bundle("server.pem") });
    expect(subject.toString()).toMatch(/CN ?= ?server/);
    const outputs = (await stack.outputs()) as { devices: Record<string, object>; bundles: object };
    expect(outputs.devices["server"]).toMatchObject({
      bundle: null,
      certificateFile: "bundles/test/server.pem",
    });
    expect(Object.keys(outputs.bundles)).toEqual(["anna-phone", "ben-phone"]);
  });

  test("the password is in the profile that its owner asked for, and nowhere in plain text in the state", async () => {
    const secret = await password("anna-phone");
    expect(bundle("anna-phone.mobileconfig").toString()).toContain(
      `<key>Password</key><string>${secret}</string>`,
    );
    expect(await stack.exportState()).not.toContain(secret);
  });

  test("a second run changes nothing", async () => {
    expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
  });

  test("one line says that the passphrase is wrong, and nothing is written", async () => {
    const right = stack.environment["PULUMI_CONFIG_PASSPHRASE"];
    stack.environment["PULUMI_CONFIG_PASSPHRASE"] = "wrong";
    const { code, stdout, text } = await device("export", "anna-phone", "--out", "never.p12");
    stack.environment["PULUMI_CONFIG_PASSPHRASE"] = right;
    expect([code, stdout, text.split("\n")[0]]).toEqual([
      2,
      "",
      "stack test contains secrets, and its passphrase is missing or wrong [wrong-passphrase]",
    ]);
    expect(existsSync(stack.path("never.p12"))).toBe(false);
  });

  test("list asks Cloudflare about all devices", async () => {
    const { code, rows } = await list();
    expect(code).toBe(0);
    expect(
      rows.map(({ name, status, checked, filePresent }) => [name, status, checked, filePresent]),
    ).toEqual([
      ["anna-phone", "active", true, true],
      ["ben-phone", "active", true, true],
      ["server", "active", true, true],
    ]);
  });

  test.each([
    ["anna-phone", "p12"],
    ["anna-phone", "mobileconfig"],
    ["ben-phone", "p12"],
    ["server", "pem"],
  ])("export restores the lost file of %s (%s), byte for byte", async (name, format) => {
    const file = `${name}.${format}`;
    const before = bundle(file);
    rmSync(stack.path("bundles", "test", file));
    expect(await device("export", name, "--format", format)).toMatchObject({ code: 0 });
    expect(bundle(file)).toEqual(before);
  });

  test("export shows the password that opens the bundle", async () => {
    const { stdout } = await device("export", "ben-phone", "--show-password");
    const words = [
      "pkcs12",
      "-in",
      stack.path("bundles/test/ben-phone.p12"),
      "-noout",
      "-passin",
      "env:SECRET",
    ];
    execFileSync("openssl", words, { env: { ...process.env, SECRET: stdout.trim() }, stdio: "pipe" });
  });

  test("revoke-certificate revokes a twin that the stack doesn't know, and refuses the stack's own", async () => {
    const { state } = stack.simulator;
    const own = [...state.clientCertificates.keys()];
    const url = `${stack.simulator.api}/zones/${stack.simulator.zoneId}/client_certificates`;
    const headers = { authorization: `Bearer ${stack.simulator.apiToken}` };
    const body = JSON.stringify({ csr: newCsr("/O=Home/CN=ben-phone"), validity_days: 3650 });
    expect((await fetch(url, { method: "POST", headers, body })).status).toBe(200);
    const twin = [...state.clientCertificates.keys()].find((id) => !own.includes(id))!;
    expect(await device("revoke-certificate", own[0]!)).toMatchObject({ code: 2 });
    expect(await device("revoke-certificate", twin)).toMatchObject({ code: 0 });
    expect([...state.clientCertificates].map(([id, { status }]) => [id, status === "active"])).toEqual([
      ...own.map((id) => [id, true]),
      [twin, false],
    ]);
  });

  test("replacing with overlap: the new certificate works beside the old one until the owner drops it", async () => {
    write(anna, { ...ben, generation: 2, keepPrevious: true }, server);
    const up = await stack.up();
    expect(up).toMatchObject({ code: 0 });
    expect(up.text).toContain("ben-phone at ha.example.com: generation 2 is new, generation 1 keeps working");
    expect((await list()).rows.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "anna-phone active",
      "ben-phone previous",
      "ben-phone.2 active",
      "server active",
    ]);
    write(anna, { ...ben, generation: 2 }, server);
    const last = await stack.up();
    expect(last).toMatchObject({ code: 0 });
    expect(last.text).toContain(
      "ben-phone at ha.example.com: generation 1 stops working, generation 2 keeps working",
    );
    expect(bundles()).toContain("ben-phone.2.p12");
    expect(bundles()).not.toContain("ben-phone.p12");
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });

  test("preview says who gets a new certificate, for whatever reason, and nothing when nobody does", async () => {
    const both = [anna, { ...ben, generation: 2 }];
    const words = async (file: StackFile): Promise<string[]> => {
      stack.write({ ...example, ...file });
      const { text } = await stack.preview();
      // Once while it runs, once at the end.
      return [...new Set(text.match(/[a-z, -]* gets? .* \[new-certificate\]$/gm))];
    };
    const many = "get new certificates, and the old ones stop working with this run [new-certificate]";
    const one = "gets a new certificate, and the old one stops working with this run [new-certificate]";
    expect(await words({ devices: [...both, server] })).toEqual([]);
    expect(await words({ devices: [...both, server], organization: "Casa" })).toEqual([
      ` anna-phone, ben-phone ${many}`,
    ]);
    expect(await words({ devices: [...both, server], validityDays: 100 })).toEqual([
      ` anna-phone, ben-phone, server ${many}`,
    ]);
    writeFileSync(stack.path("server.csr.pem"), newCsr("/O=Home/CN=server"));
    expect(await words({ devices: [...both, server] })).toEqual([` server ${one}`]);
  });

  test("a generation that doesn't exist can't be kept, and nothing is changed", async () => {
    write(anna, { ...ben, generation: 4, keepPrevious: true }, server);
    const mark = stack.mark();
    const { code, text } = await stack.up();
    expect(code).not.toBe(0);
    expect(text).toContain(
      "keepPrevious of ben-phone has nothing to keep: the stack has no certificate of generation 3",
    );
    expect(stack.writes(mark)).toEqual([]);
  });

  test("a new request of a device's own gets a new certificate, which replaces the old file", async () => {
    const before = bundle("server.pem");
    write(anna, { ...ben, generation: 2 }, server);
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(bundle("server.pem")).not.toEqual(before);
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });

  test("one run locks a lost device out: it removes the pin, then revokes the certificate, and the edge responds with 403", async () => {
    const files = { bundle: "lost/anna.p12", password: "lost/password.txt" };
    await device("export", "anna-phone", "--out", files.bundle, "--password-file", files.password);
    const words = [
      "--hostname",
      "ha.example.com",
      "--bundle",
      files.bundle,
      "--password-file",
      files.password,
    ];
    const { edge, edgeHttp, edgeCa } = stack.simulator;
    const at = [
      "--connect",
      new URL(edge).host,
      "--http-connect",
      new URL(edgeHttp).host,
      "--cafile",
      edgeCa,
    ];
    const before = await stack.npmRun("verify-live", ...words, ...at, "--refused");
    expect(before.text).not.toContain("ha.example.com refuses anna.p12");
    expect(before.code).toBe(1);
    write({ ...anna, revoked: true }, { ...ben, generation: 2 }, server);
    const mark = stack.mark();
    const up = await stack.up();
    expect(up).toMatchObject({ code: 0 });
    expect(up.text).toContain("anna-phone loses access to ha.example.com");
    expect(stack.writes(mark).map((write) => write.replace(/[0-9a-f]{32}/g, "…"))).toEqual([
      "PATCH /zones/…/rulesets/…/rules/…",
      "DELETE /zones/…/client_certificates/…",
    ]);
    const after = await stack.npmRun("verify-live", ...words, ...at, "--refused");
    expect(after.text).toContain("fine     ha.example.com refuses anna.p12");
    expect(after.code).toBe(0);
    expect((await list()).rows.map(({ name, status }) => `${name} ${status}`)).toContain(
      "anna-phone revoked",
    );
    write(anna, { ...ben, generation: 2 }, server);
    expect(await stack.up()).toMatchObject({ code: 0 });
  });

  test("a request that can't be signed stops the run before any change", async () => {
    writeFileSync(stack.path("weak.pem"), newCsr("/CN=weak", ["rsa:1024"]));
    write(anna, { ...ben, generation: 2 }, server, { name: "weak", csr: "weak.pem" });
    const mark = stack.mark();
    const { code, text } = await stack.preview();
    expect(code).not.toBe(0);
    expect(text).toContain("csr of weak has an RSA key of 1024 bits; it needs at least 2048 [bad-csr]");
    expect(stack.writes(mark)).toEqual([]);
  });

  test("list exits with 1 when a certificate was revoked outside Pulumi", async () => {
    write(anna, { ...ben, generation: 2 }, server);
    const { rows } = await list();
    const id = rows.find(({ name }) => name === "server")!.certificateId;
    stack.simulator.state.clientCertificates.get(id)!.status = "revoked";
    const { code, rows: after } = await list();
    expect(code).toBe(1);
    expect(after.find(({ name }) => name === "server")!.status).toBe("revoked-outside");
  });

  test("a device's files are removed with it, and its profile with its platform", async () => {
    write({ ...anna, platform: "android", profilePassword: false });
    // A revoked certificate can't be revoked again: the stack has to forget it.
    expect(await stack.npmRun("adopt", "--yes", "--stack", "test")).toMatchObject({ code: 0 });
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(bundles()).toEqual([".gitignore", "anna-phone.p12"]);
    expect(existsSync(stack.path("server.csr.pem"))).toBe(true);
  });
});
