import { rmSync } from "node:fs";
import { networkInterfaces } from "node:os";
import type { Guide } from "../../../domain/guides/guide.ts";
import { guideFiles, guideFor } from "../../../domain/guides/guides.ts";
import { formatProblem } from "../../../domain/errors.ts";
import { say } from "../../run.ts";
import { readOutputs, selectStack } from "../../stack.ts";
import { findDevice, type FoundDevice, guideSubject } from "../find-device.ts";
import { asProfile, type Bundle, readBundle } from "../read-bundle.ts";
import { writeSecretly } from "../write-secretly.ts";
import { chooseAddress } from "./local-address.ts";
import { onboardingPage } from "./page.ts";
import { paintQrCode, qrText } from "./qr-code.ts";
import { type Ending, startOnboarding } from "./server.ts";
import type { OfferedFile, Offering } from "./site.ts";
import { announce, tellDownload, watchKeys } from "./terminal.ts";

export interface OnboardOptions {
  readonly stack?: string;
  readonly host?: string;
  readonly port: number;
  /** Minutes until the offer ends. */
  readonly timeout: number;
  /** File to write the QR code to as a picture while the page is available. */
  readonly png?: string;
}

const connectionMs = 20_000;

/** Hands over a device's bundle in the home network. @throws Failure */
export async function onboardDevice(name: string, options: OnboardOptions): Promise<void> {
  const outputs = await readOutputs(await selectStack(options.stack));
  const found = findDevice(outputs, name);
  const bundle = readBundle(outputs, found);
  const guide = guideFor(found.knownPlatform, guideSubject(found));
  const { device } = found;
  const minutes = options.timeout;
  const taken: string[] = [];
  const { url, ended, close } = await startOnboarding({
    files: guideFiles(guide).map((kind) => makeFile(found, bundle, kind)),
    page: pageFor(found, guide, minutes),
    address: chooseAddress(options.host, networkInterfaces()),
    port: options.port,
    lifetimeMs: minutes * 60_000,
    connectionMs,
    onDownload: (file, client) => {
      taken.push(file);
      tellDownload(file, client);
    },
  });
  const { openOn, computer } = guide;
  const { password } = bundle;
  const announcement = { openOn, computer, device, url, password, minutes };
  const stopWatching = watchKeys(announcement, close);
  let picture: string | undefined;
  try {
    picture = await writePng(options.png, qrText(url, password));
    announce(announcement);
    report(await ended, device, taken);
  } finally {
    stopWatching();
    close();
    if (picture !== undefined) rmSync(picture, { force: true });
  }
}

function pageFor(
  { device, hostname, logicalName }: FoundDevice,
  guide: Guide,
  minutes: number,
): Offering["page"] {
  return (linkTo) =>
    onboardingPage({ device, hostname, guide, minutes, linkTo: (kind) => linkTo(`${logicalName}.${kind}`) });
}

function makeFile(found: FoundDevice, { p12 }: Bundle, kind: "p12" | "mobileconfig"): OfferedFile {
  const name = `${found.logicalName}.${kind}`;
  return kind === "p12"
    ? { name, type: bundleType(found), attachment: true, contents: p12 }
    : {
        name,
        type: "application/x-apple-aspen-config",
        attachment: false,
        // Never with its password, because the page is not encrypted.
        contents: asProfile(found, p12, undefined),
      };
}

/**
 * On an iPhone, Safari passes a file of the bundle's own type to Settings, where the app can't get it; a file of a generic
 * type stays with the downloads. https://help.apple.com/profilemanager/mac/4.0/en.lproj/apd91D2EB26-8D14-42E5-837B-42567026BF05.html
 */
function bundleType({ knownPlatform }: FoundDevice): string {
  return knownPlatform === "ios" ? "application/octet-stream" : "application/x-pkcs12";
}

/** Writes the code as a picture that only its owner can read, because it contains the password. @returns its path */
async function writePng(path: string | undefined, text: string): Promise<string | undefined> {
  if (path !== undefined) {
    writeSecretly(path, await paintQrCode(text), { force: undefined });
    say(`Wrote ${path}: the QR code, including the password; it is removed when the page ends.`);
  }
  return path;
}

function report(ending: Ending, device: string, taken: readonly string[]): void {
  if (taken.length > 0) {
    say("The page has ended. Downloaded files stay valid; to offer them again, run the same command.");
  } else if (ending === "expired") {
    const fix = `Start again: npm run device -- onboard ${device}   (is the phone in the same network?)`;
    const what = "did not download its bundle in time";
    say(formatProblem({ code: "not-downloaded", where: device, what, fix }));
    process.exitCode = 1;
  } else {
    say("The page has ended. Nothing was downloaded.");
    process.exitCode = 130;
  }
}
