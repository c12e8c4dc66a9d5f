import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { deployedStack, password } from "../deployed-stack.ts";
import { chromiumPath } from "./browser.ts";
import { type PlainChromium, startPlainChromium, until } from "./plain-chromium.ts";
import { hasPrivateNetworks, type PrivateNetwork, privateNetwork } from "./private-network.ts";

/**
 * The way from the terminal to the downloads folder of a Chromium without automation, which accepts or blocks downloads
 * from a private address as it does for its users. This does not show what Chrome for Android and other browsers do.
 */
const stack = deployedStack();
const project = join(import.meta.dirname, "..", "..", "..", "..");
const missing = [
  chromiumPath === undefined ? "no Chromium on this machine (CHROMIUM_PATH names one)" : [],
  hasPrivateNetworks ? [] : "this machine gives its users no network of their own (unshare -rn)",
].flat();
const inNetwork = missing.length === 0 ? describe : describe.skip;

inNetwork(`at a private address${missing.map((what) => ` — skipped: ${what}`).join("")}`, () => {
  let network: PrivateNetwork;
  let chromium: PlainChromium;
  let downloads: string;
  let child: ChildProcess;
  let said: { stdout: string; stderr: string };
  beforeAll(async () => {
    network = await privateNetwork();
  });
  beforeEach(async () => {
    const home = mkdtempSync(join(stack.folder, "home-"));
    downloads = join(home, "Downloads");
    mkdirSync(downloads);
    chromium = await startPlainChromium(network.inside(chromiumPath ?? ""), home);
  }, 60_000);
  afterEach(async () => {
    await chromium.close();
    child.kill();
  });
  afterAll(() => network.close());

  /** Starts the command as its owner does; returns the address that it prints. */
  async function onboard(platform: string): Promise<string> {
    stack.deploy([{ name: "anna-phone", platform }]);
    const words = ["cli/device.ts", "onboard", "anna-phone", "--host", network.address];
    const [program, all] = network.inside(process.execPath, ...words);
    child = spawn(program, all, {
      cwd: project,
      env: { ...process.env, PATH: stack.pulumi.path },
      stdio: ["ignore", "pipe", "pipe"],
    });
    said = { stdout: "", stderr: "" };
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
    await once(child.stdout!, "data");
    return said.stdout.trim();
  }

  const inTerminal = (count: number) =>
    until(() => said.stderr.split("has downloaded anna-phone.p12").length > count);

  test("an ordinary download is blocked, and the page without JavaScript says so before the tap", async () => {
    await chromium.open(await onboard("android"), { script: false });
    expect(await chromium.textOf(".insecure")).toContain("choose “Keep”");
    await chromium.tap("a.download");
    await inTerminal(1);
    await until(() => readdirSync(downloads).length === 1);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(readdirSync(downloads)).toEqual([expect.stringMatching(/^Unconfirmed .*\.crdownload$/)]);
  }, 120_000);

  test("the page's download completes without a question, also after a reload, and the password stays", async () => {
    await chromium.open(`${await onboard("android")}#${password}`);
    expect(await chromium.textOf(".insecure")).toBe("");
    for (const name of ["anna-phone.p12", "anna-phone (1).p12"]) {
      await chromium.tap("a.download");
      // The name appears before the contents.
      await until(() => readdirSync(downloads).includes(name) && statSync(join(downloads, name)).size > 0);
      expect(readFileSync(join(downloads, name)).toString("base64")).toBe(
        stack.outputs().bundles["anna-phone"],
      );
      await chromium.reload();
      await chromium.tap("summary");
      await until(async () => (await chromium.textOf("#password")).replaceAll(/\s/g, "") === password);
    }
    await inTerminal(2);
    const ended = once(child, "close");
    child.kill("SIGINT");
    expect((await ended)[0]).toBe(0);
  }, 120_000);
});
