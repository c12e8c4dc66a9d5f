import { extname } from "node:path";
import { print, say } from "../run.ts";
import { readOutputs, selectStack, type StackOutputs } from "../stack.ts";
import { copyToClipboard } from "./clipboard.ts";
import { findDevice, type FoundDevice } from "./find-device.ts";
import { asPem, asProfile, readBundle } from "./read-bundle.ts";
import { writeSecretly } from "./write-secretly.ts";

export const exportFormats = ["p12", "mobileconfig", "pem"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportOptions {
  readonly stack?: string;
  /** The device's own file by default: a bundle that was lost is where it was. */
  readonly out?: string;
  readonly format: ExportFormat;
  readonly force?: true;
  readonly showPassword?: true;
  readonly copyPassword?: true;
}

/** Writes a device's bundle from the stack's secret outputs. @throws Failure */
export async function exportDevice(name: string, options: ExportOptions): Promise<void> {
  const outputs = await readOutputs(await selectStack(options.stack));
  const found = findDevice(outputs, name);
  const { contents, what, password } = makeFile(outputs, found, options.format);
  const path = options.out ?? ownPath(found, options.format);
  writeSecretly(path, contents, { force: options.force === true });
  say(`${path} holds ${what}.`);
  if (password === undefined) {
    if (options.showPassword === true || options.copyPassword === true) {
      say("It has no password.");
    }
    return;
  }
  if (options.copyPassword === true) {
    copyToClipboard(password);
    say("Its password is in the terminal's clipboard, if the terminal allows that.");
  }
  if (options.showPassword === true) {
    print(password);
  }
  if (options.copyPassword === undefined && options.showPassword === undefined) {
    say("Its password: the same command with --show-password or --copy-password.");
  }
}

interface ExportedFile {
  readonly contents: Buffer;
  readonly what: string;
  /** Undefined when nothing has to be opened with it. */
  readonly password: string | undefined;
}

function makeFile(outputs: StackOutputs, found: FoundDevice, format: ExportFormat): ExportedFile {
  if (format === "pem" && found.certificateFile !== null) {
    const contents = Buffer.from(found.certificate);
    return { contents, what: "the certificate; the key is on the device", password: undefined };
  }
  const bundle = readBundle(outputs, found);
  const { p12, password } = bundle;
  switch (format) {
    case "p12":
      return { contents: p12, what: "key and certificate, encrypted", password };
    case "mobileconfig": {
      const contents = asProfile(found, p12, found.profilePassword ? password : undefined);
      const inside = found.profilePassword ? "; its password is inside" : ", encrypted";
      return { contents, what: `key and certificate in a profile for Apple's systems${inside}`, password };
    }
    case "pem": {
      const what = "key and certificate in clear: whoever gets this file can enter";
      return { contents: asPem(found, bundle), what, password: undefined };
    }
  }
}

function ownPath({ bundle, certificateFile, logicalName }: FoundDevice, format: ExportFormat): string {
  const file = bundle ?? certificateFile ?? `${logicalName}.p12`;
  return `${file.slice(0, file.length - extname(file).length)}.${format}`;
}
