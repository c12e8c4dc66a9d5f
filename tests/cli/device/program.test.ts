import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parsePlist, type Plist } from "../../domain/parse-plist.ts";
import { newCsr } from "../../simulator/new-csr.ts";
import { withSimulator } from "../../simulator/with-simulator.ts";
import { deployedStack, password } from "./deployed-stack.ts";
import { runDevice } from "./run-device.ts";

const stack = deployedStack();
const before = { ...process.env };
beforeEach(() => {
  process.env["PATH"] = stack.pulumi.path;
  delete process.env["CLOUDFLARE_API_TOKEN"];
  delete process.env["PULUMI_STACK"];
});
afterAll(() => {
  process.env = before;
});

/** Cloudflare for the tests of a block. */
function withCloudflare() {
  const underTest = withSimulator();
  beforeEach(() => {
    process.env["CLOUDFLARE_BASE_URL"] = underTest.simulator.api;
  });
  return {
    useToken: () => {
      process.env["CLOUDFLARE_API_TOKEN"] = underTest.simulator.apiToken;
    },
    /** Issues a certificate; gives its id. */
    issue: async (subject: string): Promise<string> => {
      const request = { ...underTest.zone, csr: newCsr(subject), validity_days: 10 };
      return (await underTest.client.clientCertificates.create(request)).id!;
    },
    /** Lets a certificate pass by a rule, as another home of the zone does. */
    pinByRule: async (id: string): Promise<void> => {
      const { fingerprint_sha256: pin = "" } = await underTest.client.clientCertificates.get(
        id,
        underTest.zone,
      );
      const expression = `not cf.tls_client_auth.cert_fingerprint_sha256 in {"${pin}"}`;
      await underTest.client.rulesets.phases.update("http_request_firewall_custom", {
        ...underTest.zone,
        rules: [{ action: "block", expression, description: "the cabin's" }],
      });
    },
    revoke: async (id: string) => await underTest.client.clientCertificates.delete(id, underTest.zone),
    statusOf: async (id: string) =>
      (await underTest.client.clientCertificates.get(id, underTest.zone)).status,
  };
}

describe("list", () => {
  const { issue, revoke, useToken } = withCloudflare();

  test("shows one line for each certificate, and says that nobody was asked without a token", async () => {
    stack.deploy([{ name: "anna-phone", platform: "ios" }, { name: "laptop" }]);
    const { code, stdout, stderr } = await runDevice("list");
    const [head, first, second] = stdout.split("\n");
    expect(head).toMatch(/^NAME +PLATFORM +STATUS +EXPIRES +PIN +BUNDLE$/);
    expect(first).toMatch(
      /^anna-phone +ios +active \(not checked\) +in 36\d\d days .*anna-phone.p12 \(not on this machine\)$/,
    );
    expect(second).toMatch(/^laptop +other +active/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("--json is an array with one object for each certificate, without any secret", async () => {
    const outputs = stack.deploy([
      { name: "anna-phone", platform: "ios" },
      { name: "laptop", ownKey: true },
    ]);
    const { stdout } = await runDevice("list", "--json");
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    expect(rows.map(({ name, status, filePresent }) => [name, status, filePresent])).toEqual([
      ["anna-phone", "active", false],
      ["laptop", "active", false],
    ]);
    expect(stdout).not.toContain(password);
    expect(stdout).not.toContain(outputs["tunnelToken"]);
  });

  test("asks Cloudflare where there is a token: 1 and what to do when a certificate was revoked outside", async () => {
    useToken();
    const id = await issue("/O=Home/CN=anna-phone");
    stack.deploy([{ name: "anna-phone", certificateId: id }]);
    const fine = await runDevice("list");
    expect(fine.code).toBe(0);
    expect(fine.stdout).toMatch(/anna-phone +other +active +in/);
    await revoke(id);
    const { code, stdout, stderr } = await runDevice("list");
    expect(code).toBe(1);
    expect(stdout).toContain("REVOKED OUTSIDE");
    expect(stderr).toBe(
      "anna-phone has a certificate that was revoked outside Pulumi: the device is locked out [changed-outside]\n" +
        "  Give it a new one: at anna-phone write generation: 2, then npm run adopt && npx pulumi up\n" +
        "  if the device is lost: revoked: true at anna-phone, then the same\n",
    );
  });

  test("ends with 1 when something expires within 30 days, and says how to replace it", async () => {
    stack.deploy([{ name: "anna-phone", days: 29 }]);
    const { code, stderr } = await runDevice("list");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^anna-phone has a certificate that expires in 2[89] days \[expires-soon\]\n/);
    expect(stderr).toContain(
      "  Replace it with overlap: at anna-phone write generation: 2 and keepPrevious: true, then npx pulumi up\n",
    );
  });

  test("ends with 2 when Cloudflare can't be asked although there is a token, and still lists", async () => {
    process.env["CLOUDFLARE_API_TOKEN"] = "not-the-token-that-it-takes-aaaaaaaaaaaaa";
    stack.deploy([{ name: "anna-phone" }]);
    const { code, stdout, stderr } = await runDevice("list");
    expect(code).toBe(2);
    expect(stdout).toContain("active (not checked)");
    expect(stderr).toContain("[refused-token]");
  });

  test("--ics has one event for each device: its newest certificate", async () => {
    stack.deploy([{ name: "anna-phone" }, { name: "anna-phone", generation: 2 }, { name: "laptop" }]);
    const { code, stdout } = await runDevice("list", "--ics");
    expect(code).toBe(0);
    expect(stdout.match(/^UID:[^\r]*/gm)).toEqual([
      "UID:anna-phone@ha.example.com",
      "UID:laptop@ha.example.com",
    ]);
    expect(stdout.endsWith("END:VCALENDAR\r\n")).toBe(true);
  });

  test("takes the stack from --stack", async () => {
    stack.deploy([{ name: "anna-phone" }]);
    await runDevice("list", "--stack", "cabin");
    expect(
      stack.pulumi
        .calls()
        .slice(-3)
        .map(({ words }) => words.join(" ")),
    ).toEqual([
      expect.stringMatching(/^stack output .*--stack cabin/),
      expect.stringMatching(/^config --json .*--stack cabin/),
      expect.stringMatching(/^config get cloudflare:apiToken --stack cabin/),
    ]);
  });
});

describe("export", () => {
  const fileIn = () => join(mkdtempSync(join(stack.folder, "out-")), "bundles", "anna.p12");

  test("brings a deleted bundle back to its own place, for the owner alone, and does not show its password", async () => {
    stack.deploy([{ name: "anna-phone" }]);
    const { code, stdout, stderr } = await runDevice("export", "anna-phone");
    const path = join(stack.folder, "anna-phone.p12");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain(`${path} holds key and certificate, encrypted.`);
    expect(stderr).not.toContain(password);
    expect(readFileSync(path).toString("base64")).toBe(stack.outputs().bundles["anna-phone"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("makes a folder that others can't enter and git ignores", async () => {
    stack.deploy([{ name: "anna-phone" }]);
    const out = fileIn();
    expect((await runDevice("export", "anna-phone", "--out", out)).code).toBe(0);
    expect(statSync(join(out, "..")).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(out, "..", ".gitignore"), "utf8")).toBe("*\n");
    expect(readdirSync(join(out, "..")).sort()).toEqual([".gitignore", "anna.p12"]);
  });

  test("leaves another file where it is, unless --force is given", async () => {
    stack.deploy([{ name: "anna-phone" }]);
    const path = join(stack.folder, "anna-phone.p12");
    writeFileSync(path, "damaged", { mode: 0o644 });
    const refused = await runDevice("export", "anna-phone", "--show-password");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(
      /anna-phone\.p12 is there already and holds something else \[file-exists\]\n {2}.*--force/,
    );
    expect(readFileSync(path, "utf8")).toBe("damaged");
    expect((await runDevice("export", "anna-phone", "--force")).code).toBe(0);
    expect(readFileSync(path).toString("base64")).toBe(stack.outputs().bundles["anna-phone"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("a file that holds the same is no obstacle to asking for the password; its mode is put right", async () => {
    stack.deploy([{ name: "anna-phone" }]);
    const path = join(stack.folder, "anna-phone.p12");
    writeFileSync(path, Buffer.from(stack.outputs().bundles["anna-phone"]!, "base64"), { mode: 0o644 });
    const answer = await runDevice("export", "anna-phone", "--force");
    expect(answer.code).toBe(0);
    expect(await runDevice("export", "anna-phone", "--show-password")).toMatchObject({
      code: 0,
      stdout: `${password}\n`,
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("does not write through a link that leads nowhere", async () => {
    stack.deploy([{ name: "anna-phone" }]);
    const folder = mkdtempSync(join(stack.folder, "link-"));
    symlinkSync(join(folder, "elsewhere"), join(folder, "anna.p12"));
    const { code, stderr } = await runDevice("export", "anna-phone", "--out", join(folder, "anna.p12"));
    expect(code).toBe(2);
    expect(stderr).toContain("[file-exists]");
    expect(existsSync(join(folder, "elsewhere"))).toBe(false);
  });

  test("says why a file can't be written, and leaves nothing behind", async () => {
    stack.deploy([{ name: "anna-phone" }]);
    const folder = mkdtempSync(join(stack.folder, "dir-"));
    const { code, stderr } = await runDevice("export", "anna-phone", "--out", folder, "--force");
    expect(code).toBe(2);
    expect(stderr).toContain(`${folder} can't be written [file-failed]`);
    expect(readdirSync(join(folder, "..")).filter((name) => name.endsWith(".new"))).toEqual([]);
  });

  test("the newest generation is meant by the device's name, another one by name and number", async () => {
    stack.deploy([{ name: "anna-phone" }, { name: "anna-phone", generation: 2 }]);
    const [newest, first] = [fileIn(), fileIn()];
    await runDevice("export", "anna-phone", "--out", newest);
    await runDevice("export", "anna-phone.1", "--out", first);
    const { bundles } = stack.outputs();
    expect(readFileSync(newest).toString("base64")).toBe(bundles["anna-phone.2"]);
    expect(readFileSync(first).toString("base64")).toBe(bundles["anna-phone"]);
  });

  test("pem: the key and its certificate, which belong together, and a warning", async () => {
    stack.deploy([{ name: "anna-phone" }]);
    const out = fileIn();
    const words = ["export", "anna-phone", "--format", "pem", "--out", out, "--show-password"];
    const { code, stdout, stderr } = await runDevice(...words);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("in clear: whoever gets this file can enter");
    expect(stderr).toContain("It has no password.");
    const text = readFileSync(out, "utf8");
    expect(text.match(/-----BEGIN [^-]+-----/g)!.sort()).toEqual([
      "-----BEGIN CERTIFICATE-----",
      "-----BEGIN PRIVATE KEY-----",
    ]);
    const certificate = new X509Certificate(text);
    const key = spawnSync("openssl", ["pkey", "-pubout"], { input: text, encoding: "utf8" }).stdout;
    expect(certificate.publicKey.export({ type: "spki", format: "pem" })).toBe(key);
  });

  test("pem: of a device that keeps its key, the certificate alone; and nothing else can be had of it", async () => {
    stack.deploy([{ name: "laptop", ownKey: true }]);
    expect((await runDevice("export", "laptop", "--format", "pem")).code).toBe(0);
    expect(readFileSync(join(stack.folder, "laptop.pem"), "utf8")).toBe(
      stack.outputs().devices["laptop"]!["certificate"],
    );
    const { code, stderr } = await runDevice("export", "laptop");
    expect(code).toBe(2);
    expect(stderr).toContain("laptop keeps its key to itself, so that there is no bundle [no-bundle]");
  });

  test.each([
    [false, undefined],
    [true, password],
  ])("mobileconfig: with profilePassword %p the password inside is %p", async (profilePassword, inside) => {
    stack.deploy([{ name: "anna-phone", platform: "ios", profilePassword }]);
    const out = fileIn();
    expect((await runDevice("export", "anna-phone", "--format", "mobileconfig", "--out", out)).code).toBe(0);
    const profile = parsePlist(readFileSync(out, "utf8")) as Record<string, Plist>;
    const [payload] = profile["PayloadContent"] as Record<string, Plist>[];
    expect(profile["PayloadIdentifier"]).toBe("com.example.ha.anna-phone");
    expect(profile["PayloadOrganization"]).toBe("Home");
    expect(payload!["Password"]).toBe(inside);
  });

  test("a bundle that can't be opened is named as what it is", async () => {
    const outputs = stack.deploy([{ name: "anna-phone" }]) as ReturnType<typeof stack.outputs>;
    outputs.bundles["anna-phone"] = Buffer.from("damaged").toString("base64");
    stack.pulumi.answer("stack output", { stdout: JSON.stringify(outputs) });
    const { code, stderr } = await runDevice("export", "anna-phone", "--format", "pem", "--out", fileIn());
    expect(code).toBe(2);
    expect(stderr).toContain(
      "anna-phone has a bundle in the stack's outputs that openssl can't open [bad-bundle]",
    );
  });

  test("a stack of before, without bundles in its outputs, needs one more run", async () => {
    const outputs = stack.deploy([{ name: "anna-phone" }]);
    stack.pulumi.answer("stack output", { stdout: JSON.stringify({ ...outputs, bundles: undefined }) });
    const { code, stderr } = await runDevice("export", "anna-phone");
    expect(code).toBe(2);
    expect(stderr).toContain("anna-phone has no bundle in the stack's outputs [no-bundle]");
  });
});

describe("guide", () => {
  test("prints the platform's guide for the device", async () => {
    stack.deploy([{ name: "anna-phone", generation: 2, platform: "android" }]);
    const { code, stdout } = await runDevice("guide", "anna-phone");
    expect(code).toBe(0);
    expect(stdout).toContain("Android phone or tablet");
    expect(stdout).toContain("anna-phone.2.p12");
    expect(stdout).toContain("VPN & app user certificate");
  });

  test("a device that keeps its key is told how to join it with the certificate", async () => {
    stack.deploy([{ name: "laptop", platform: "linux", ownKey: true }]);
    expect((await runDevice("guide", "laptop")).stdout).toContain(
      "openssl pkcs12 -export -name laptop -inkey laptop.key",
    );
  });
});

describe("revoke-certificate", () => {
  const { issue, pinByRule, statusOf, useToken } = withCloudflare();
  beforeEach(useToken);

  test("revokes a certificate that an interrupted run left behind", async () => {
    const [kept, twin] = [await issue("/O=Home/CN=anna-phone"), await issue("/O=Home/CN=anna-phone")];
    stack.deploy([{ name: "anna-phone", certificateId: kept }]);
    const { code, stderr } = await runDevice("revoke-certificate", twin);
    expect(code).toBe(0);
    expect(stderr).toContain(`Revoked ${twin} (anna-phone`);
    expect(await statusOf(twin)).not.toBe("active");
    expect(await statusOf(kept)).toBe("active");
    expect((await runDevice("revoke-certificate", twin)).stderr).toContain("is revoked already");
  });

  test("refuses one that another home's rule lets pass", async () => {
    const id = await issue("/O=Home/CN=anna-phone");
    stack.deploy([{ name: "anna-phone", certificateId: "other" }]);
    await pinByRule(id);
    const { code, stderr } = await runDevice("revoke-certificate", id);
    expect(code).toBe(2);
    expect(stderr).toContain(`${id} is in use: custom rule "the cabin's" lets it pass [held-by-stack]`);
    expect(await statusOf(id)).toBe("active");
  });

  test("refuses one that the stack uses", async () => {
    const id = await issue("/O=Home/CN=anna-phone");
    stack.deploy([{ name: "anna-phone", certificateId: id }]);
    const { code, stderr } = await runDevice("revoke-certificate", id);
    expect(code).toBe(2);
    expect(stderr).toContain(`${id} is a certificate that the stack prod uses [held-by-stack]`);
    expect(await statusOf(id)).toBe("active");
  });

  test.each([
    ["of another device", "/O=Home/CN=neighbour"],
    ["of another organization", "/O=Elsewhere/CN=anna-phone"],
  ])("refuses one %s: it is somebody else's", async (_whose, subject) => {
    const id = await issue(subject);
    stack.deploy([{ name: "anna-phone" }]);
    const { code, stderr } = await runDevice("revoke-certificate", id);
    expect(code).toBe(2);
    expect(stderr).toContain("[unknown-certificate]");
    expect(await statusOf(id)).toBe("active");
  });

  test("says that the zone has no such certificate", async () => {
    stack.deploy([{ name: "anna-phone" }]);
    const { code, stderr } = await runDevice("revoke-certificate", "0".repeat(32));
    expect(code).toBe(2);
    expect(stderr).toContain("is no certificate of the zone example.com [unknown-certificate]");
  });
});

describe("bad input is one clear line and exit code 2:", () => {
  test.each([
    [
      "an unknown device",
      ["export", "bob"],
      '"bob" is no device of this stack [unknown-device]\n  There are: anna-phone\n',
    ],
    ["an unknown flag", ["list", "--jsno"], "error: unknown option '--jsno'"],
    ["an unknown command", ["lsit"], "error: unknown command 'lsit'"],
    ["no device", ["export"], "error: missing required argument 'device'"],
    [
      "an unknown format",
      ["export", "anna-phone", "--format", "pfx"],
      "is invalid. Allowed choices are p12, mobileconfig, pem",
    ],
    ["two kinds of output", ["list", "--json", "--ics"], "cannot be used with option '--ics'"],
    [
      "a port that is none",
      ["onboard", "anna-phone", "--port", "70000"],
      "Write a whole number from 0 to 65535.",
    ],
    ["no time", ["onboard", "anna-phone", "--timeout", "0"], "Write a whole number from 1 to 60."],
    [
      "a public address",
      ["onboard", "anna-phone", "--host", "0.0.0.0"],
      "is not an address of a home network [bad-address]",
    ],
  ])("%s", async (_what, words, text) => {
    stack.deploy([{ name: "anna-phone" }]);
    const { code, stdout, stderr } = await runDevice(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(text);
  });

  test.each([
    ["a stack that is not deployed", { stdout: "{}" }, "[not-deployed]"],
    ["a wrong passphrase", { code: 255, stderr: "error: incorrect passphrase" }, "[wrong-passphrase]"],
    ["an unknown stack", { code: 255, stderr: "error: no stack named 'x' found" }, "[no-stack]"],
  ])("%s", async (_what, answer, code) => {
    stack.deploy([]);
    stack.pulumi.answer("stack output", answer);
    const said = await runDevice("guide", "anna-phone");
    expect(said.code).toBe(2);
    expect(said.stderr).toContain(code);
  });
});
