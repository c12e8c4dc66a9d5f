import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newIdentity } from "../cli/device/new-identity.ts";

const identity = newIdentity("ecdsa-p256", "anna-phone");
const password = "abcdefghjkmnpqrstuvwxyza";

let here: string;
beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), "ha-mtls-own-files-"));
});
afterEach(() => {
  rmSync(here, { recursive: true });
});

interface Run {
  readonly file?: string;
  readonly owner?: string;
  /** The script's previous output, which the stack's state contains. */
  readonly before?: string;
}

function run(program: string, input: string, { file, owner = "ha.example.com", before = "" }: Run) {
  return spawnSync("sh", [join(import.meta.dirname, "..", "..", "hooks", `${program}.sh`)], {
    input,
    encoding: "utf8",
    env: {
      PATH: process.env["PATH"],
      FILE: file,
      OWNER: owner,
      BUNDLE_PASSWORD: password,
      BUNDLE_ENCRYPTION: "modern",
      DEVICE: "anna-phone",
      PROFILE_HEAD: "<data>",
      PROFILE_TAIL: "</data>",
      PULUMI_COMMAND_STDOUT: before,
    },
  });
}

describe.each([
  ["make-bundle", "anna-phone.p12", identity.key + identity.certificate],
  ["write-certificate", "server.pem", identity.certificate],
] as const)("%s", (program, name, input) => {
  const path = () => join(here, name);
  const write = (how: Run = {}) => run(program, input, { file: path(), ...how });
  const remove = (how: Run = {}) => run("remove-files", "", { file: path(), ...how });

  test("refuses to overwrite a file that the stack did not write, and leaves it as it is", () => {
    writeFileSync(path(), "somebody's");
    const { status, stderr } = write();
    expect(status).toBe(1);
    expect(stderr).toContain(`${path()}: already exists, and this stack did not write it [file-exists]`);
    expect(stderr).toContain("Move it elsewhere, then: npx pulumi up");
    expect(readFileSync(path(), "utf8")).toBe("somebody's");
    expect(readdirSync(here)).toEqual([name]);
  });

  test("does not write through a link", () => {
    symlinkSync(join(here, "elsewhere"), path());
    expect(write().status).toBe(1);
    expect(existsSync(join(here, "elsewhere"))).toBe(false);
  });

  test("neither overwrites nor removes another home's file in a shared folder", () => {
    expect(write().status).toBe(0);
    const before = readFileSync(path());
    expect(write({ owner: "cabin.example.com" }).status).toBe(1);
    expect(remove({ owner: "cabin.example.com", before: "" }).status).toBe(0);
    expect(readFileSync(path())).toEqual(before);
  });

  test("overwrites its own file after an interrupted run, and after the hostname has changed", () => {
    const { stdout } = write();
    expect(write().status).toBe(0);
    expect(write({ owner: "house.example.com", before: stdout }).status).toBe(0);
    expect(remove({ owner: "house.example.com" }).status).toBe(0);
    expect(readdirSync(here)).toEqual([]);
  });

  test("treats a file without a note as its own if the state names it", () => {
    const { stdout } = write();
    for (const file of readdirSync(here)) {
      if (file.endsWith(".sha256")) rmSync(join(here, file));
    }
    expect(write({ before: stdout }).status).toBe(0);
  });

  test("does not remove a file that somebody has put in its place", () => {
    const { stdout } = write();
    writeFileSync(path(), "somebody's");
    expect(remove({ before: stdout }).status).toBe(0);
    expect(readFileSync(path(), "utf8")).toBe("somebody's");
  });

  test("removes its own file with its note", () => {
    const { stdout } = write();
    expect(remove({ before: stdout }).status).toBe(0);
    expect(readdirSync(here)).toEqual([]);
  });
});

test("a bundle is not written beside somebody else's profile, which stays", () => {
  const file = join(here, "anna-phone.p12");
  const profile = join(here, "anna-phone.mobileconfig");
  writeFileSync(profile, "somebody's");
  const made = run("make-bundle", identity.key + identity.certificate, { file });
  expect([made.status, readdirSync(here)]).toEqual([1, ["anna-phone.mobileconfig"]]);
  expect(readFileSync(profile, "utf8")).toBe("somebody's");
});
