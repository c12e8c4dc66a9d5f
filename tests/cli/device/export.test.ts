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
import { deployedStack, password } from "./deployed-stack.ts";
import { withFakeEnvironment } from "./fake-environment.ts";
import { runDevice } from "./run-device.ts";

const stack = deployedStack();
withFakeEnvironment(stack);

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

test("--password-file: beside the bundle, for the owner alone, and on no screen", async () => {
  stack.deploy([{ name: "anna-phone" }]);
  const out = fileIn();
  const file = join(out, "..", "password.txt");
  const { code, stdout, stderr } = await runDevice(
    ...["export", "anna-phone", "--out", out, "--password-file", file],
  );
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toContain(`${file} holds its password, for you alone.`);
  expect(stderr).not.toContain(password);
  expect(readFileSync(file, "utf8")).toBe(`${password}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("mobileconfig: says how the password comes inside, and what that means once it is", async () => {
  stack.deploy([{ name: "anna-phone", platform: "ios" }]);
  const words = ["export", "anna-phone", "--format", "mobileconfig", "--out"];
  expect((await runDevice(...words, fileIn())).stderr).toContain(
    "To have its password inside: profilePassword: true at anna-phone, then npx pulumi up, and export it again.",
  );
  stack.deploy([{ name: "anna-phone", platform: "ios", profilePassword: true }]);
  const { stderr } = await runDevice(...words, fileIn());
  expect(stderr).toContain("with its password: whoever gets this file can enter");
  expect(stderr).not.toContain("To have its password inside");
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
