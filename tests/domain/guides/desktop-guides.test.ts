import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linuxGuide, windowsGuide } from "../../../domain/guides/desktop-guides.ts";
import { makeBundle } from "../../cli/device/make-bundle.ts";
import { newIdentity } from "../../cli/device/new-identity.ts";
import { subject, textOf } from "./subject.ts";

test.each([
  ["windows", "certmgr.msc"],
  ["linux", "“View imported certificates from Linux”"],
  ["linux", "pk12util"],
  ["other", "bundleEncryption: compatible"],
] as const)("the guide for %s says: %s", (platform, words) => {
  expect(textOf(platform)).toContain(words);
});

test("Linux and Windows are computers, which can't scan a QR code", () => {
  expect([linuxGuide(subject).computer, windowsGuide(subject).computer]).toEqual([true, true]);
});

const hasNss = ["certutil", "pk12util"].every((program) => spawnSync(program, ["-H"]).error === undefined);
const withNss = hasNss ? test.each : test.skip.each;

withNss([
  ["a fresh account", [], ".local/share/pki/nssdb"],
  ["an account that Chromium used before", [".pki/nssdb"], ".pki/nssdb"],
])(
  `Linux: the printed command works on %s, twice${hasNss ? "" : " — skipped: no certutil and pk12util on this machine"}`,
  (_whose, folders, database) => {
    const home = mkdtempSync(join(tmpdir(), "ha-mtls-nss-"));
    folders.forEach((folder) => mkdirSync(join(home, folder), { recursive: true }));
    const { key, certificate } = newIdentity("ecdsa-p256", "anna-phone");
    const password = "abcdefghjkmnpqrstuvwxyza";
    const path = join(home, "anna-phone.2.p12");
    makeBundle({ path, identity: key + certificate, password, encryption: "compatible" });
    writeFileSync(join(home, "password"), `${password}\n`);
    const [command = ""] = linuxGuide(subject)
      .parts.flatMap(({ steps }) => steps)
      .filter((step) => step.includes("pk12util"))
      .map((step) => step.split("   (")[0]);
    const environment = { PATH: process.env["PATH"], HOME: home };
    for (let time = 1; time <= 2; time += 1) {
      // pk12util asks for the password on a terminal, unless a file has it.
      execFileSync("sh", ["-c", `${command} -w password`], { cwd: home, env: environment, stdio: "pipe" });
    }
    const listed = execFileSync("certutil", ["-K", "-d", `sql:${join(home, database)}`]).toString();
    expect(listed).toMatch(/anna-phone/);
    rmSync(home, { recursive: true });
  },
);
