import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { X509Certificate } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeBundle } from "../cli/device/make-bundle.ts";
import { type KeyKind, newIdentity } from "../cli/device/new-identity.ts";

const password = "abcdefghjkmnpqrstuvwxyza";
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ha-mtls-bundles-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const combinations = (["rsa-2048", "ecdsa-p256"] as const).flatMap((kind) =>
  (["compatible", "modern"] as const).map((encryption) => [kind, encryption] as const),
);

interface Made {
  readonly path: string;
  readonly key: string;
  readonly certificate: string;
  readonly fingerprint: string;
}
const made = new Map<string, Made>();

/** Returns the bundle of a combination, made once. */
function bundle(kind: KeyKind, encryption: "compatible" | "modern"): Made {
  const name = `${kind}-${encryption}`;
  const before = made.get(name);
  if (before !== undefined) return before;
  const identity = newIdentity(kind, "anna-phone");
  const path = join(folder, name, "anna.p12");
  makeBundle({ path, identity: identity.key + identity.certificate, password, encryption });
  const { fingerprint256 } = new X509Certificate(identity.certificate);
  const result = { path, ...identity, fingerprint: fingerprint256 };
  made.set(name, result);
  return result;
}

function run(program: string, words: readonly string[], input?: string) {
  const env = { ...process.env, BUNDLE_PASSWORD: password, LC_ALL: "C" };
  return spawnSync(program, words, { encoding: "utf8", env, ...(input === undefined ? {} : { input }) });
}

const isThere = (program: string, flag: string): boolean => run(program, [flag]).error === undefined;

/** Tests that need a program not found on every machine; the title says if they are skipped. */
function withProgram(program: string, flag: string) {
  return isThere(program, flag)
    ? { each: describe.each(combinations), name: program }
    : { each: describe.skip.each(combinations), name: `${program} — skipped: not on this machine` };
}

describe.each(combinations)("%s, %s", (kind, encryption) => {
  test("openssl opens it, with the same key and certificate and the device's name", () => {
    const { path, certificate, key } = bundle(kind, encryption);
    const opened = run("openssl", ["pkcs12", "-in", path, "-nodes", "-passin", "env:BUNDLE_PASSWORD"]);
    expect(opened.stderr).toBe("");
    expect(opened.stdout).toContain("friendlyName: anna-phone");
    expect(opened.stdout).toContain(certificate);
    expect(opened.stdout).toContain(key);
    expect(opened.stdout.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
  });

  test("it is encrypted as configured", () => {
    const { path } = bundle(kind, encryption);
    const words = ["pkcs12", "-in", path, "-info", "-noout", "-passin", "env:BUNDLE_PASSWORD"];
    const info = run("openssl", words).stderr;
    const algorithms = [...info.matchAll(/(pbeWith[^,]*|PBES2, [^,]*, [^,]*)/g)].map((match) => match[1]);
    const expected =
      encryption === "compatible" ? "pbeWithSHA1And3-KeyTripleDES-CBC" : "PBES2, PBKDF2, AES-256-CBC";
    expect(algorithms).toEqual([expected, expected]);
    expect(info).toContain(encryption === "compatible" ? "MAC: sha1" : "MAC: sha256");
  });

  test("another password does not open it", () => {
    const { path } = bundle(kind, encryption);
    const opened = run("openssl", ["pkcs12", "-in", path, "-nodes", "-passin", "pass:wrong"]);
    expect(opened.status).not.toBe(0);
    expect(opened.stdout).toBe("");
  });

  test("only the owner may read it and its folder, which git ignores", () => {
    const { path } = bundle(kind, encryption);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(path, "..", ".gitignore"), "utf8")).toBe("*\n");
    expect(readdirSync(join(path, "..")).sort()).toEqual([".anna.p12.sha256", ".gitignore", "anna.p12"]);
  });
});

const keytool = withProgram("keytool", "-help");
keytool.each(`%s, %s: ${keytool.name}`, (kind, encryption) => {
  test("Java opens it, with one private key under the device's name and the certificate", () => {
    const { path, fingerprint } = bundle(kind, encryption);
    const words = [
      "-list",
      "-v",
      "-keystore",
      path,
      "-storetype",
      "PKCS12",
      "-storepass:env",
      "BUNDLE_PASSWORD",
    ];
    const listed = run("keytool", words);
    expect(listed.stdout).toContain("Alias name: anna-phone");
    expect(listed.stdout).toContain("Entry type: PrivateKeyEntry");
    expect(listed.stdout).toContain(fingerprint);
  }, 60_000);
});

const pk12util = withProgram("pk12util", "-H");
pk12util.each(`%s, %s: ${pk12util.name}`, (kind, encryption) => {
  test("NSS (Firefox, Chrome on Linux) imports it with its key", () => {
    const { path } = bundle(kind, encryption);
    const database = `sql:${mkdtempSync(join(folder, "nss-"))}`;
    const [noPassword, itsPassword] = [join(folder, "empty"), join(folder, "password")];
    writeFileSync(noPassword, "\n");
    writeFileSync(itsPassword, `${password}\n`);
    expect(run("certutil", ["-N", "-d", database, "-f", noPassword]).status).toBe(0);
    const imported = run("pk12util", ["-i", path, "-d", database, "-k", noPassword, "-w", itsPassword]);
    expect(imported.stdout).toContain("IMPORT SUCCESSFUL");
    expect(run("certutil", ["-L", "-d", database]).stdout).toMatch(/^anna-phone\s+u,u,u\s*$/m);
  });
});

const certtool = withProgram("certtool", "--version");
certtool.each(`%s, %s: ${certtool.name}`, (kind, encryption) => {
  test("GnuTLS opens it", () => {
    const { path, certificate } = bundle(kind, encryption);
    // The password is asked for on stdin; in an argument others could read it.
    const opened = run("certtool", ["--p12-info", "--inder", "--infile", path], `${password}\n`);
    expect(opened.stdout).toContain(certificate.trim());
    expect(opened.stdout).toMatch(/BEGIN (EC |RSA |ENCRYPTED )?PRIVATE KEY/);
    expect(opened.status).toBe(0);
  });
});

describe("the script that makes a bundle", () => {
  const make = (path: string, environment: Record<string, string> = {}, identity = one) =>
    makeBundle({ path, identity, password, encryption: "compatible", environment });
  let one: string;
  let here: string;
  beforeAll(() => {
    const { key, certificate } = newIdentity("ecdsa-p256", "anna-phone");
    one = key + certificate;
  });
  beforeEach(() => {
    here = mkdtempSync(join(folder, "made-"));
  });

  test("prints the path and the bundle, which the stack keeps as a secret", () => {
    const [path, base64] = make(join(here, "anna.p12")).split("\n");
    expect(path).toBe(join(here, "anna.p12"));
    expect(Buffer.from(base64!, "base64")).toEqual(readFileSync(join(here, "anna.p12")));
  });

  test("leaves the previous bundle untouched and nothing else if it fails", () => {
    const path = join(here, "anna.p12");
    make(path);
    const before = readFileSync(path);
    expect(() => make(path, {}, "no key")).toThrow("Command failed");
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(here).sort()).toEqual([".anna.p12.sha256", "anna.p12"]);
  });

  test("writes a profile that contains the bundle, for the owner alone, and removes it once it is no longer wanted", () => {
    const path = join(here, "anna.p12");
    const profile = join(here, "anna.mobileconfig");
    make(path, { PROFILE_HEAD: "<data>", PROFILE_TAIL: "</data>" });
    expect(readFileSync(profile, "utf8")).toBe(`<data>${readFileSync(path).toString("base64")}</data>`);
    expect(statSync(profile).mode & 0o777).toBe(0o600);
    make(path);
    expect(readdirSync(here).sort()).toEqual([".anna.p12.sha256", "anna.p12"]);
  });

  test("leaves the permissions and the .gitignore of an existing folder alone", () => {
    chmodSync(here, 0o755);
    make(join(here, "anna.p12"));
    expect(statSync(here).mode & 0o777).toBe(0o755);
    expect(readdirSync(here).sort()).toEqual([".anna.p12.sha256", "anna.p12"]);
  });

  test("moves a bundle with its folder: nothing is left at the previous path", () => {
    const [before, now] = [join(here, "old", "anna.p12"), join(here, "new", "anna.p12")];
    const printed = make(before, { PROFILE_HEAD: "<", PROFILE_TAIL: ">" });
    make(now, { PULUMI_COMMAND_STDOUT: printed });
    expect(readdirSync(join(here, "old"))).toEqual([".gitignore"]);
    expect(readdirSync(join(here, "new")).sort()).toEqual([".anna.p12.sha256", ".gitignore", "anna.p12"]);
  });

  test("works in folders whose names need quoting", () => {
    const path = join(here, "it's a $(folder) -x", "anna.p12");
    mkdirSync(join(path, ".."));
    make(path);
    expect(statSync(path).isFile()).toBe(true);
  });
});
