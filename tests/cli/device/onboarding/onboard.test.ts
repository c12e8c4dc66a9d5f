import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { announce, watchKeys } from "../../../../cli/device/onboarding/terminal.ts";
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

test("hands the bundle over once, says who took it, and shows its secrets to no log", async () => {
  stack.deploy([{ name: "anna-phone", platform: "android" }]);
  const { url, ended } = await onboard();
  const page = await (await fetch(url)).text();
  expect(page).toContain("VPN &amp; app user certificate");
  const answer = await fetch(`${url}/anna-phone.p12`);
  // Android opens it with its certificate installer.
  expect(answer.headers.get("content-type")).toBe("application/x-pkcs12");
  const bundle = Buffer.from(await answer.arrayBuffer());
  expect(bundle.toString("base64")).toBe(stack.outputs().bundles["anna-phone"]);
  const { code, stdout, stderr } = await ended;
  expect(code).toBe(0);
  expect(stdout).toBe(`${url}\n`);
  expect(stderr).toContain("127.0.0.1 has downloaded anna-phone.p12.");
  expect(stderr).toContain("The network sees an encrypted file only: its password is never sent.");
  expect(`${page}${stdout}${stderr}`).not.toContain(password);
}, 120_000);

test("the profile that crosses the network never holds the password, whatever the configuration says", async () => {
  stack.deploy([{ name: "anna-phone", platform: "ios", profilePassword: true }]);
  const { url, ended } = await onboard();
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
  expect((await ended).code).toBe(0);
}, 120_000);

test("Ctrl-C ends it: the page is gone and the exit code says that nothing was handed over", async () => {
  stack.deploy([{ name: "anna-phone", platform: "android" }]);
  const { child, ended, url } = await onboard();
  child.kill("SIGINT");
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toContain("Nothing was downloaded.");
  await expect(fetch(url)).rejects.toThrow("fetch failed");
}, 120_000);

test("a port that is in use is one clear line and exit code 2", async () => {
  stack.deploy([{ name: "anna-phone", platform: "android" }]);
  const first = await onboard();
  const { port } = new URL(first.url);
  const second = await onboard("--port", port);
  const { code, stdout, stderr } = await second.ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(new RegExp(`^port ${port} is taken by another program \\[port-in-use\\]\n`));
  first.child.kill("SIGTERM");
  await first.ended;
}, 120_000);

describe("on a terminal", () => {
  const url = "http://192.168.1.5:40000/path";
  const isTerminal = Object.getOwnPropertyDescriptor(process.stderr, "isTTY") ?? {
    value: undefined,
    configurable: true,
  };
  let shown: string;
  beforeEach(() => {
    shown = "";
    for (const stream of ["stdout", "stderr"] as const) {
      jest.spyOn(process[stream], "write").mockImplementation((text) => {
        shown += String(text);
        return true;
      });
    }
  });
  afterEach(() => {
    jest.restoreAllMocks();
    Object.defineProperty(process.stderr, "isTTY", isTerminal);
  });

  /** Lets the program believe that it has a terminal. */
  function pretendTerminal() {
    const setRawMode = jest.fn();
    const keyboard = new PassThrough();
    Object.assign(keyboard, { isTTY: true, setRawMode: setRawMode.mockReturnValue(keyboard) });
    jest.spyOn(process, "stdin", "get").mockReturnValue(keyboard as unknown as typeof process.stdin);
    Object.defineProperty(process.stderr, "isTTY", { value: true, configurable: true });
    return { type: (key: string) => keyboard.write(key), setRawMode };
  }

  test("draws a QR code, and shows the password on p only", () => {
    const { type, setRawMode } = pretendTerminal();
    announce({ device: "anna-phone", url, password, minutes: 10 });
    expect(shown).toMatch(/Scan this with anna-phone[^]*[▀▄█]{5}[^]*http:\/\/192\.168\.1\.5:40000\/path\n/);
    expect(shown).not.toContain(password);
    const stop = watchKeys(password, () => undefined);
    type("x");
    expect(shown).not.toContain(password);
    type("p");
    expect(shown).toContain(`${password}\n`);
    stop();
    expect(setRawMode).toHaveBeenLastCalledWith(false);
  });

  test.each([
    ["q", "q"],
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ])("ends on %s", (_name, key) => {
    const { type } = pretendTerminal();
    const end = jest.fn();
    const stop = watchKeys(password, end);
    type(key);
    expect(end).toHaveBeenCalledTimes(1);
    stop();
  });
});
