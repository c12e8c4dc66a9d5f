import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as fc from "fast-check";
import { appleProfile } from "../../domain/guides/apple-profile.ts";
import { readConfig } from "../../domain/configuration/config.ts";
import { parsePlist, type Plist } from "../domain/parse-plist.ts";
import { sound, stored } from "../domain/stored-configuration.ts";

const script = resolve("hooks/make-bundle.sh");
const remove = resolve("hooks/remove-files.sh");

/** Key and certificate as the command gets them. */
const identity = execFileSync(
  "openssl",
  [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-keyout",
    "-",
    "-subj",
    "/CN=x",
  ],
  { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ha-mtls-shell-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a script as Pulumi's command provider does. */
function sh(command: string, environment: Readonly<Record<string, string>>): string {
  const answer = spawnSync("/bin/sh", [command], {
    cwd: folder,
    input: identity,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...environment },
  });
  expect([answer.status, answer.stderr]).toEqual([0, ""]);
  return answer.stdout;
}

/** Folders and names that a shell or a program could take for something else. */
const parts = fc.constantFrom(
  "my bundles",
  "$(touch pwned)",
  "`touch pwned`",
  "${HOME}",
  "; touch pwned;",
  "a'b",
  'a"b',
  "-rf",
  "--help",
  "*",
  "~",
  "a\\b",
  "a%s%n",
  "ä 🏠",
  "#x",
  "&& touch pwned",
  "|touch pwned",
  "a\tb",
  "!x",
  ".p12",
);

const anyFolder = fc.array(parts, { minLength: 1, maxLength: 2 }).map((list) => list.join("/"));
const anyText = fc.oneof(parts, fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }));

function accepted(key: string, text: string): boolean {
  return readConfig(stored({ ...sound, [key]: text })).configuration !== undefined;
}

test("a bundle is made and removed at its path and nowhere else, whatever the texts are", () => {
  const texts = fc.record({
    directory: anyFolder.filter((text) => accepted("bundleDirectory", text)),
    organization: anyText.filter((text) => accepted("organization", text)),
    password: fc.stringMatching(/^[a-z]{24}$/),
  });
  fc.assert(
    fc.property(texts, ({ directory, organization, password }) => {
      const profile = appleProfile({
        device: "anna-phone",
        hostname: "ha.example.com",
        organization,
        password,
      });
      const environment = {
        FILE: join(directory, "anna-phone.p12"),
        OWNER: "ha.example.com",
        BUNDLE_ENCRYPTION: "modern",
        BUNDLE_PASSWORD: password,
        DEVICE: "anna-phone",
        PROFILE_HEAD: profile.head,
        PROFILE_TAIL: profile.tail,
      };
      const [path, bundle] = sh(script, environment).split("\n");
      expect(path).toBe(environment.FILE);
      expect(readFileSync(join(folder, environment.FILE)).toString("base64")).toBe(bundle);
      expect(readdirSync(join(folder, directory)).sort()).toEqual([
        ".anna-phone.mobileconfig.sha256",
        ".anna-phone.p12.sha256",
        ".gitignore",
        "anna-phone.mobileconfig",
        "anna-phone.p12",
      ]);
      const plist = readFileSync(join(folder, directory, "anna-phone.mobileconfig"), "utf8");
      expect((parsePlist(plist) as Record<string, Plist>)["PayloadOrganization"]).toBe(organization);
      sh(remove, environment);
      expect(readdirSync(join(folder, directory))).toEqual([".gitignore"]);
      expect(readdirSync(folder)).toEqual([directory.split("/")[0]]);
      rmSync(join(folder, directory.split("/")[0]!), { recursive: true });
    }),
    { numRuns: 12 },
  );
});

const plain = {
  FILE: "bundles/test/anna-phone.p12",
  OWNER: "ha.example.com",
  BUNDLE_ENCRYPTION: "compatible",
  BUNDLE_PASSWORD: "abcdefghjkmnpqrstuvwxyza",
  DEVICE: "anna-phone",
};

function open(path: string, password: string): { status: number | null; stdout: string } {
  return spawnSync("openssl", ["pkcs12", "-in", path, "-nodes", "-passin", "env:PASSWORD"], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], PASSWORD: password },
  });
}

test.each(["compatible", "modern"])(
  "a %s bundle opens with its password only and bears the device's name",
  (kind) => {
    sh(script, { ...plain, BUNDLE_ENCRYPTION: kind });
    const { status, stdout } = open(plain.FILE, plain.BUNDLE_PASSWORD);
    expect([status, stdout]).toEqual([0, expect.stringContaining("friendlyName: anna-phone") as string]);
    expect(stdout).toContain("PRIVATE KEY-----");
    expect(open(plain.FILE, "wrong").status).not.toBe(0);
  },
);

test("only the owner may read the bundle and the profile, and git does not see them", () => {
  sh(script, { ...plain, PROFILE_HEAD: "<", PROFILE_TAIL: ">" });
  const mode = (path: string): number => statSync(join(folder, path)).mode & 0o777;
  expect(mode("bundles/test/anna-phone.p12")).toBe(0o600);
  expect(mode("bundles/test/anna-phone.mobileconfig")).toBe(0o600);
  expect(mode("bundles/test")).toBe(0o700);
  expect(readFileSync(join(folder, "bundles/test/.gitignore"), "utf8")).toBe("*\n");
});

test("a bundle that moves leaves nothing behind, and one that can't be made leaves the old one", () => {
  const before = sh(script, { ...plain, PROFILE_HEAD: "<", PROFILE_TAIL: ">" });
  sh(script, { ...plain, FILE: "other/anna-phone.p12", PULUMI_COMMAND_STDOUT: before });
  expect(readdirSync(join(folder, "bundles/test"))).toEqual([".gitignore"]);
  const failed = spawnSync("/bin/sh", [script], {
    cwd: folder,
    input: "no key",
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...plain, FILE: "other/anna-phone.p12" },
  });
  expect(failed.status).not.toBe(0);
  expect(failed.stdout + failed.stderr).not.toContain(plain.BUNDLE_PASSWORD);
  expect(readdirSync(join(folder, "other")).sort()).toEqual([
    ".anna-phone.p12.sha256",
    ".gitignore",
    "anna-phone.p12",
  ]);
  expect(open("other/anna-phone.p12", plain.BUNDLE_PASSWORD).status).toBe(0);
});

test("a .gitignore that is there already stays as it is", () => {
  execFileSync("/bin/sh", ["-c", "printf 'mine\\n' >.gitignore"], { cwd: folder });
  sh(script, { ...plain, FILE: "anna-phone.p12" });
  expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("mine\n");
});
