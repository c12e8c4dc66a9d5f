import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parsePlist, type Plist } from "../../../domain/parse-plist.ts";
import { deployedStack, password } from "../deployed-stack.ts";

const stack = deployedStack();
const project = join(import.meta.dirname, "..", "..", "..", "..");

/** `npm run device -- onboard anna-phone` as a program of its own, without a terminal. */
async function onboard(...words: string[]) {
  const child = spawn(
    process.execPath,
    ["cli/device.ts", "onboard", "anna-phone", "--host", "127.0.0.1", ...words],
    { cwd: project, env: { ...process.env, PATH: stack.pulumi.path }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
  const ended = once(child, "close").then(([code]) => ({ code: code as number, ...said }));
  await Promise.race([once(child.stdout, "data"), ended]);
  return { child, ended, url: said.stdout.trim(), said };
}

test("the bundle can be downloaded any number of times, each download is shown, and no secret is in the output", async () => {
  stack.deploy([{ name: "anna-phone", platform: "android" }]);
  const { child, url, ended, said } = await onboard();
  const page = await (await fetch(url)).text();
  expect(page).toContain("VPN &amp; app user certificate");
  for (let count = 1; count <= 2; count += 1) {
    const answer = await fetch(`${url}/anna-phone.p12`);
    // Android opens it with its certificate installer.
    expect(answer.headers.get("content-type")).toBe("application/x-pkcs12");
    const bundle = Buffer.from(await answer.arrayBuffer());
    expect(bundle.toString("base64")).toBe(stack.outputs().bundles["anna-phone"]);
  }
  while (said.stderr.split("has downloaded").length < 3) await once(child.stderr, "data");
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  expect(code).toBe(0);
  expect(stdout).toBe(`${url}\n`);
  expect(stderr).toContain(
    "127.0.0.1 has downloaded anna-phone.p12. The page is still available; Ctrl-C ends it.\n".repeat(2),
  );
  expect(stderr).toContain("The network sees only an encrypted file; its password is never sent.");
  expect(`${page}${stdout}${stderr}`).not.toContain(password);
}, 120_000);

test("a profile that is sent over the network never contains the password, whatever the configuration says", async () => {
  stack.deploy([{ name: "anna-phone", platform: "ios", profilePassword: true }]);
  const { child, url, ended } = await onboard();
  const profile = parsePlist(await (await fetch(`${url}/anna-phone.mobileconfig`)).text()) as Record<
    string,
    Plist
  >;
  const [payload] = profile["PayloadContent"] as Record<string, Plist>[];
  expect(payload).toMatchObject({ PayloadType: "com.apple.security.pkcs12" });
  expect(payload).not.toHaveProperty("Password");
  const p12 = await fetch(`${url}/anna-phone.p12`);
  // Safari would install it in Settings, where the app can't take it from.
  expect(p12.headers.get("content-type")).toBe("application/octet-stream");
  await p12.arrayBuffer();
  child.kill("SIGINT");
  expect((await ended).code).toBe(0);
}, 120_000);

test("--png: the code is a picture that only its owner can read, and is removed with the page", async () => {
  stack.deploy([{ name: "anna-phone", platform: "android" }]);
  const path = join(mkdtempSync(join(stack.folder, "png-")), "code.png");
  const { child, ended } = await onboard("--png", path);
  expect(readFileSync(path).subarray(1, 4).toString()).toBe("PNG");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  child.kill("SIGINT");
  expect((await ended).stderr).toContain(
    `Wrote ${path}: the QR code, including the password; it is removed when the page ends.`,
  );
  expect(existsSync(path)).toBe(false);
}, 120_000);

test("--png keeps an existing file", async () => {
  stack.deploy([{ name: "anna-phone", platform: "android" }]);
  const path = join(mkdtempSync(join(stack.folder, "png-")), "code.png");
  writeFileSync(path, "a photograph");
  const { ended } = await onboard("--png", path);
  const { code, stderr } = await ended;
  expect(code).toBe(2);
  expect(stderr).toContain(
    `${path} already exists with other contents [file-exists]\n  Delete it, or choose another file.`,
  );
  expect(readFileSync(path, "utf8")).toBe("a photograph");
}, 120_000);

test("Ctrl-C ends the page, and the exit code says that nothing was downloaded", async () => {
  stack.deploy([{ name: "anna-phone", platform: "android" }]);
  const { child, ended, url } = await onboard();
  child.kill("SIGINT");
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toContain("Nothing was downloaded.");
  await expect(fetch(url)).rejects.toThrow("fetch failed");
}, 120_000);

test("a port that is in use is reported in one line, exit code 2", async () => {
  stack.deploy([{ name: "anna-phone", platform: "android" }]);
  const first = await onboard();
  const { port } = new URL(first.url);
  const second = await onboard("--port", port);
  const { code, stdout, stderr } = await second.ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(new RegExp(`^port ${port} is in use by another program \\[port-in-use\\]\n`));
  first.child.kill("SIGTERM");
  await first.ended;
}, 120_000);
