import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { onboardingPage } from "../../../../cli/device/onboarding/page.ts";
import { qrText } from "../../../../cli/device/onboarding/qr-code.ts";
import { type Onboarding, startOnboarding } from "../../../../cli/device/onboarding/server.ts";
import { guideFiles, guideFor } from "../../../../domain/guides/guides.ts";
import { Platform } from "../../../../domain/configuration/home-settings.ts";
import { chromiumPath, startChromium } from "./browser.ts";

const artifacts = join(import.meta.dirname, "..", "..", "..", "..", "artifacts");
const password = "abcdefghjkmnpqrstuvwxyza";
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const hostname = "ha.example.com";

const inBrowser = chromiumPath === undefined ? describe.skip : describe;
const skipped =
  chromiumPath === undefined ? " — skipped: no Chromium on this machine (CHROMIUM_PATH names one)" : "";

function contentsFor(platform: Platform) {
  const name = "anna-phone.2";
  const guide = guideFor(platform, { device: "anna-phone", certificateName: name, fileName: name, hostname });
  return { device: "anna-phone", hostname, guide, minutes: 30 };
}

test("text from outside can't become markup", () => {
  const evil = '<script>"&';
  const guide = {
    title: evil,
    parts: [{ heading: evil, file: "p12" as const, steps: [evil] }],
    notes: [evil],
    ownerNotes: [],
    openOn: evil,
    computer: false,
  };
  const { html } = onboardingPage({
    ...{ device: "a", hostname: evil, guide, minutes: 30 },
    linkTo: () => `/${evil}`,
  });
  // The page's own script, and that of the frame which saves files.
  expect(html.match(/<script>/g)).toHaveLength(2);
  expect(html).not.toContain(evil);
});

test("the page contains no password, and refers to nothing outside itself", () => {
  const { html, policy } = onboardingPage({ ...contentsFor("ios"), linkTo: (file) => `/path/${file}` });
  expect(html).not.toContain(password);
  const addresses = [...html.matchAll(/(?:src|href|action|url)\s*[=(]\s*"?([^"\s>)]*)/g)].map(
    (match) => match[1]!,
  );
  expect(addresses.filter((address) => !/^(data:|\/path\/|URL\.createObjectURL)/.test(address))).toEqual([]);
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+' 'sha256-[^']+'; img-src data:/,
  );
  expect(policy).not.toContain("unsafe");
});

inBrowser(`in a real browser${skipped}`, () => {
  let browser: Browser;
  let onboarding: Onboarding | undefined;
  let downloads: string[];
  beforeAll(async () => {
    browser = await startChromium();
    mkdirSync(artifacts, { recursive: true });
  }, 120_000);
  afterAll(() => browser.close());
  afterEach(async () => {
    onboarding?.close();
    await onboarding?.ended;
    await Promise.all(browser.contexts().map((context) => context.close()));
  });

  async function offer(platform: Platform): Promise<Onboarding> {
    downloads = [];
    const contents = contentsFor(platform);
    onboarding = await startOnboarding({
      address: "127.0.0.1",
      port: 0,
      lifetimeMs: 600_000,
      connectionMs: 20_000,
      files: guideFiles(contents.guide).map((kind) => ({
        name: `anna-phone.2.${kind}`,
        type: "application/octet-stream",
        attachment: true,
        contents: Buffer.from(`the ${kind}`),
      })),
      page: (linkTo) => onboardingPage({ ...contents, linkTo: (kind) => linkTo(`anna-phone.2.${kind}`) }),
      onDownload: (file) => downloads.push(file),
    });
    return onboarding;
  }

  /** Opens the page on a phone, and records the browser's complaints and requests. */
  async function open(platform: Platform, options: BrowserContextOptions = {}) {
    const { url, ended } = await offer(platform);
    const context = await browser.newContext({ ...phone, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${url}#${password}`);
    return { page, url, ended, complaints, requests };
  }

  const reveal = (page: Page) => page.locator("summary").click();

  test("the password is shown only behind its button, and is removed from the address", async () => {
    const { page, url, complaints, requests } = await open("android");
    expect(page.url()).toBe(url);
    expect(await page.locator("#password").isVisible()).toBe(false);
    expect(await page.locator("summary").innerText()).toBe("Show the password");
    await reveal(page);
    expect(await page.locator("summary").innerText()).toBe("Hide the password");
    expect(await page.locator("#password").isVisible()).toBe(true);
    expect(await page.locator("#password").textContent()).toBe(password);
    expect(await page.locator("#fallback").isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    expect(requests.filter((address) => !address.startsWith(url) && !address.startsWith("data:"))).toEqual(
      [],
    );
  });

  test("the password is copied without the gaps that it is shown with", async () => {
    const { page } = await open("android");
    await reveal(page);
    await page.locator("#copy").click();
    expect(await page.locator("#copy").textContent()).toBe("Copied");
    expect(await page.evaluate("getSelection().toString()")).toBe(password);
  });

  const tap = async (page: Page, link = page.locator("a.download")) => {
    const [download] = await Promise.all([page.waitForEvent("download"), link.tap()]);
    const stream = await download.createReadStream();
    return { name: download.suggestedFilename(), text: Buffer.concat(await stream.toArray()).toString() };
  };

  test("every tap downloads the file, and the page stays", async () => {
    const { page, complaints } = await open("android");
    for (const count of [1, 2]) {
      expect(await tap(page)).toEqual({ name: "anna-phone.2.p12", text: "the p12" });
      await page.locator("a.download.taken").waitFor();
      expect(downloads).toHaveLength(count);
    }
    expect(await page.locator("h1").textContent()).toBe("anna-phone");
    expect(complaints).toEqual([]);
    expect(await page.locator(".insecure").count()).toBe(0);
  });

  test("the password survives a reload of the tab, and is in no other tab", async () => {
    const { page, url } = await open("android");
    await page.reload();
    await reveal(page);
    expect(await page.locator("#password").textContent()).toBe(password);
    expect(page.url()).toBe(url);
    expect((await tap(page)).text).toBe("the p12");
    const other = await page.context().newPage();
    await other.goto(url);
    await reveal(other);
    expect(await other.locator("#secret").isVisible()).toBe(false);
    expect(await other.locator("#fallback").isVisible()).toBe(true);
  });

  test("the capitals of the QR code lead to the same page with the same password", async () => {
    const { url } = await offer("android");
    const page = await (await browser.newContext(phone)).newPage();
    await page.goto(qrText(url, password));
    await reveal(page);
    expect(await page.locator("#password").textContent()).toBe(password);
    expect(page.url()).toBe(url);
  });

  test("a tap on a page that has ended says so, and does not leave the page", async () => {
    const { page, url, ended } = await open("android");
    onboarding?.close();
    await ended;
    await page.locator("a.download").tap();
    await page.getByText("The page has ended.").waitFor();
    expect(page.url()).toBe(url);
    expect(await page.locator("a.download.taken").count()).toBe(0);
  });

  test("a browser other than Chromium follows the link, and checks the page before it follows it again", async () => {
    const { page, url, ended } = await open("android", {
      userAgent: "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
    });
    for (let count = 1; count <= 2; count += 1) {
      expect(await tap(page)).toEqual({ name: "anna-phone.2.p12", text: "the p12" });
    }
    expect(await page.locator("iframe").count()).toBe(0);
    onboarding?.close();
    await ended;
    await page.locator("a.download").tap();
    await page.getByText("The page has ended.").waitFor();
    expect(page.url()).toBe(url);
  });

  test("without JavaScript the download works, and the page explains Chrome's warning and where the password is", async () => {
    const { page } = await open("android", { javaScriptEnabled: false });
    await reveal(page);
    expect(await page.locator("#fallback").textContent()).toContain("press p there");
    expect(await page.locator("#secret").isVisible()).toBe(false);
    expect(
      await page.getByText("Chrome may say “Insecure download blocked”: choose “Keep”.").isVisible(),
    ).toBe(true);
    expect((await tap(page)).text).toBe("the p12");
  });

  test("an iPhone gets the bundle for the app and the profile for Safari", async () => {
    const { page } = await open("ios");
    expect(await page.locator("a.download").allTextContents()).toEqual([
      "Download the certificate",
      "Download the profile",
    ]);
    for (const kind of ["p12", "mobileconfig"]) {
      const file = `anna-phone.2.${kind}`;
      expect(await tap(page, page.locator(`a[href$="${file}"]`))).toEqual({
        name: file,
        text: `the ${kind}`,
      });
    }
    expect(downloads).toHaveLength(2);
  });

  test.each([
    ...Object.values(Platform).map((platform) => [platform, "light"] as const),
    ["android", "dark"],
    ["ios", "dark"],
  ] as const)("fits a phone: %s, %s", async (platform, colorScheme) => {
    const { page } = await open(platform, { colorScheme });
    await page.screenshot({ path: join(artifacts, `onboard-${platform}-${colorScheme}.png`) });
    await reveal(page);
    await page.screenshot({
      path: join(artifacts, `onboard-${platform}-${colorScheme}-full.png`),
      fullPage: true,
    });
    for (const width of [320, 390, 844]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    }
    const brightness = (property: string) =>
      page.evaluate<number>(
        `getComputedStyle(document.body).${property}.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)`,
      );
    const [ground, ink] = [await brightness("backgroundColor"), await brightness("color")];
    expect(ground > ink).toBe(colorScheme === "light");
    for (const target of await page.locator("a.download, summary, button").all()) {
      // https://www.w3.org/WAI/WCAG22/Understanding/target-size-enhanced.html
      expect((await target.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    }
  });
});
