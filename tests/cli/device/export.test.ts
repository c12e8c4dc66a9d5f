import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { deployedStack, password } from "./deployed-stack.ts";
import { withFakeEnvironment } from "./fake-environment.ts";
import { runDevice } from "./run-device.ts";

const stack = deployedStack();
withFakeEnvironment(stack);

const fileIn = () => join(mkdtempSync(join(stack.folder, "out-")), "bundles", "anna.p12");

test("a deleted bundle is written to its own place again, for its owner only, without showing its password", async () => {
  stack.deploy([{ name: "anna-phone" }]);
  const { code, stdout, stderr } = await runDevice("export", "anna-phone");
  const path = join(stack.folder, "anna-phone.p12");
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toContain(`Wrote ${path}: key and certificate, encrypted.`);
  expect(stderr).not.toContain(password);
  expect(readFileSync(path).toString("base64")).toBe(stack.outputs().bundles["anna-phone"]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a device's name stands for its newest generation; name and number choose another one", async () => {
  stack.deploy([{ name: "anna-phone" }, { name: "anna-phone", generation: 2 }]);
  const [newest, first] = [fileIn(), fileIn()];
  await runDevice("export", "anna-phone", "--out", newest);
  await runDevice("export", "anna-phone.1", "--out", first);
  const { bundles } = stack.outputs();
  expect(readFileSync(newest).toString("base64")).toBe(bundles["anna-phone.2"]);
  expect(readFileSync(first).toString("base64")).toBe(bundles["anna-phone"]);
});

test("--password-file: the password is written next to the bundle, for its owner only, and not shown", async () => {
  stack.deploy([{ name: "anna-phone" }]);
  const out = fileIn();
  const file = join(out, "..", "password.txt");
  const { code, stdout, stderr } = await runDevice(
    ...["export", "anna-phone", "--out", out, "--password-file", file],
  );
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toContain(`Wrote its password to ${file}, which only you can read.`);
  expect(stderr).not.toContain(password);
  expect(readFileSync(file, "utf8")).toBe(`${password}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("mobileconfig: says how to include the password, and what including it means", async () => {
  stack.deploy([{ name: "anna-phone", platform: "ios" }]);
  const words = ["export", "anna-phone", "--format", "mobileconfig", "--out"];
  expect((await runDevice(...words, fileIn())).stderr).toContain(
    "To include its password, set profilePassword: true for anna-phone, run npx pulumi up, and export it again.",
  );
  stack.deploy([{ name: "anna-phone", platform: "ios", profilePassword: true }]);
  const { stderr } = await runDevice(...words, fileIn());
  expect(stderr).toContain("with its password: anybody who gets this file can enter");
  expect(stderr).not.toContain("To include its password");
});

test.each([
  ["--show-password", "p12", true],
  ["--show-password", "pem", false],
])("%s of a %s prints the password only when there is one", async (flag, format, isShown) => {
  stack.deploy([{ name: "anna-phone" }]);
  const { stdout, stderr } = await runDevice(
    "export",
    "anna-phone",
    "--format",
    format,
    "--out",
    fileIn(),
    flag,
  );
  expect(stdout).toBe(isShown ? `${password}\n` : "");
  expect(stderr.includes("It has no password.")).toBe(!isShown);
});
