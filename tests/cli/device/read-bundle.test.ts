import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parsePlist, type Plist } from "../../domain/parse-plist.ts";
import { deployedStack, password } from "./deployed-stack.ts";
import { withFakeEnvironment } from "./fake-environment.ts";
import { runDevice } from "./run-device.ts";

const stack = deployedStack();
withFakeEnvironment(stack);

const fileIn = () => join(mkdtempSync(join(stack.folder, "out-")), "bundles", "anna.p12");

test("pem: the key and the matching certificate, with a warning", async () => {
  stack.deploy([{ name: "anna-phone" }]);
  const out = fileIn();
  const words = ["export", "anna-phone", "--format", "pem", "--out", out, "--show-password"];
  const { code, stdout, stderr } = await runDevice(...words);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toContain("unencrypted: anybody who gets this file can enter");
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

test("pem: only the certificate of a device that keeps its key, which has no other format", async () => {
  stack.deploy([{ name: "laptop", ownKey: true }]);
  expect((await runDevice("export", "laptop", "--format", "pem")).code).toBe(0);
  expect(readFileSync(join(stack.folder, "laptop.pem"), "utf8")).toBe(
    stack.outputs().devices["laptop"]!["certificate"],
  );
  const { code, stderr } = await runDevice("export", "laptop");
  expect(code).toBe(2);
  expect(stderr).toContain("laptop keeps its key, so there is no bundle [no-bundle]");
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

test("a bundle that can't be opened is reported as damaged", async () => {
  const outputs = stack.deploy([{ name: "anna-phone" }]) as ReturnType<typeof stack.outputs>;
  outputs.bundles["anna-phone"] = Buffer.from("damaged").toString("base64");
  stack.pulumi.answer("stack output", { stdout: JSON.stringify(outputs) });
  const { code, stderr } = await runDevice("export", "anna-phone", "--format", "pem", "--out", fileIn());
  expect(code).toBe(2);
  expect(stderr).toContain(
    "anna-phone has a bundle in the stack's outputs that openssl can't open [bad-bundle]",
  );
});

test("pem: without openssl the failure says what to install, and what works without it", async () => {
  stack.deploy([{ name: "anna-phone" }]);
  process.env["PATH"] = stack.pulumi.folder;
  const { code, stderr } = await runDevice("export", "anna-phone", "--format", "pem", "--out", fileIn());
  expect(code).toBe(2);
  expect(stderr).toContain(
    "openssl was not found, and is needed to make and open the .p12 bundles [no-openssl]",
  );
  expect(stderr).toMatch(/apt install openssl.*\n +Or export the \.p12/);
});

test("a stack deployed by an older version, without bundles in its outputs, needs another run", async () => {
  const outputs = stack.deploy([{ name: "anna-phone" }]);
  stack.pulumi.answer("stack output", { stdout: JSON.stringify({ ...outputs, bundles: undefined }) });
  const { code, stderr } = await runDevice("export", "anna-phone");
  expect(code).toBe(2);
  expect(stderr).toContain("anna-phone has no bundle in the stack's outputs [no-bundle]");
});
