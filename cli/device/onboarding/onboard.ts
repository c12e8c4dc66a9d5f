import { networkInterfaces } from "node:os";
import { guideFiles, guideFor } from "../../../domain/guides/guides.ts";
import { Failure } from "../../../domain/failure.ts";
import { say } from "../../run.ts";
import { readOutputs, selectStack } from "../../stack.ts";
import { findDevice, type FoundDevice, guideSubject } from "../find-device.ts";
import { chooseAddress } from "./local-address.ts";
import { onboardingPage } from "./page.ts";
import { type Ending, startOnboarding } from "./server.ts";
import type { OfferedFile } from "./site.ts";
import { announce, watchKeys } from "./terminal.ts";
import { asProfile, type Bundle, readBundle } from "../read-bundle.ts";

export interface OnboardOptions {
  readonly stack?: string;
  readonly host?: string;
  readonly port: number;
  /** Minutes until the offer ends. */
  readonly timeout: number;
}

const connectionMs = 20_000;

/** Hands a device's bundle over in the home network, once. @throws Failure when it can't, or nobody took it in time */
export async function onboardDevice(name: string, options: OnboardOptions): Promise<void> {
  const outputs = await readOutputs(await selectStack(options.stack));
  const found = findDevice(outputs, name);
  const bundle = readBundle(outputs, found);
  const address = chooseAddress(options.host, networkInterfaces());
  const taken: string[] = [];
  const onboarding = await startOnboarding({
    ...offerOf(found, bundle),
    address,
    port: options.port,
    lifetimeMs: options.timeout * 60_000,
    connectionMs,
    onTaken: (file, client) => {
      taken.push(file);
      say(`${client} has downloaded ${file}.`);
    },
  });
  const stopWatching = watchKeys(bundle.password, onboarding.close);
  announce({
    device: found.device,
    url: onboarding.url,
    password: bundle.password,
    minutes: options.timeout,
  });
  report(await onboarding.ended.finally(stopWatching), found.device, taken);
}

function offerOf(found: FoundDevice, bundle: Bundle) {
  const { device, hostname, logicalName, knownPlatform } = found;
  const guide = guideFor(knownPlatform, guideSubject(found));
  const files = guideFiles(guide).map((kind) => makeFile(found, bundle, kind));
  const page = (linkTo: (file: string) => string) =>
    onboardingPage({ device, hostname, guide, linkTo: (kind) => linkTo(`${logicalName}.${kind}`) });
  return { files, page };
}

function makeFile(found: FoundDevice, { p12 }: Bundle, kind: "p12" | "mobileconfig"): OfferedFile {
  const name = `${found.logicalName}.${kind}`;
  return kind === "p12"
    ? { name, type: bundleType(found), attachment: true, contents: p12 }
    : {
        name,
        type: "application/x-apple-aspen-config",
        attachment: false,
        // Never with the password inside: the profile crosses the network in clear.
        contents: asProfile(found, p12, undefined),
      };
}

/**
 * An iPhone's Safari hands a bundle that is called one to Settings, where the app can't take it from; a mere file stays
 * in the downloads. https://help.apple.com/profilemanager/mac/4.0/en.lproj/apd91D2EB26-8D14-42E5-837B-42567026BF05.html
 */
function bundleType({ knownPlatform }: FoundDevice): string {
  return knownPlatform === "ios" ? "application/octet-stream" : "application/x-pkcs12";
}

function report(ending: Ending, device: string, taken: readonly string[]): void {
  if (taken.length > 0) {
    say("The page is closed. What was downloaded remains valid; to offer it again, run the same command.");
  } else if (ending === "expired") {
    const fix = `Start again: npm run device -- onboard ${device}   (is the phone in the same network?)`;
    throw new Failure(
      { code: "not-downloaded", where: device, what: "did not download its bundle in time", fix },
      1,
    );
  } else {
    say("The page is closed. Nothing was downloaded.");
    process.exitCode = 130;
  }
}
