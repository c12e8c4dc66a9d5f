import { extname } from "node:path";
import { print, say } from "../run.ts";
import { readOutputs, selectStack, type StackOutputs } from "../stack.ts";
import { copyToClipboard } from "./clipboard.ts";
import { findDevice, type FoundDevice } from "./find-device.ts";
import { asPem, asProfile, type Bundle, readBundle } from "./read-bundle.ts";
import { writeSecretly } from "./write-secretly.ts";

export const exportFormats = ["p12", "mobileconfig", "pem"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportOptions {
  readonly stack?: string;
  /** File to write; by default the device's own file, so that a lost bundle returns to its place. */
  readonly out?: string;
  readonly format: ExportFormat;
  readonly force?: true;
  readonly showPassword?: true;
  readonly copyPassword?: true;
  /** File to write the password to, readable by its owner only. */
  readonly passwordFile?: string;
}

/** Writes a device's bundle from the stack's secret outputs. @throws Failure */
export async function exportDevice(name: string, options: ExportOptions): Promise<void> {
  const outputs = await readOutputs(await selectStack(options.stack));
  const found = findDevice(outputs, name);
  const { contents, what, password, hint } = makeFile(outputs, found, options.format);
  const path = options.out ?? ownPath(found, options.format);
  writeSecretly(path, contents, { force: options.force === true });
  say(`Wrote ${path}: ${what}.`);
  if (hint !== undefined) {
    say(hint);
  }
  tellPassword(password, options);
}

function tellPassword(password: string | undefined, options: ExportOptions): void {
  const { showPassword, copyPassword, passwordFile, force } = options;
  const isAsked = showPassword === true || copyPassword === true || passwordFile !== undefined;
  if (password === undefined) {
    if (isAsked) {
      say("It has no password.");
    }
    return;
  }
  if (!isAsked) {
    say("To get its password, add --show-password, --copy-password or --password-file <file>.");
  }
  if (passwordFile !== undefined) {
    writeSecretly(passwordFile, Buffer.from(`${password}\n`), { force: force === true });
    say(`Wrote its password to ${passwordFile}, which only you can read.`);
  }
  if (copyPassword === true) {
    copyToClipboard(password);
    say("Copied its password to the terminal's clipboard, if the terminal allows that.");
  }
  if (showPassword === true) {
    print(password);
  }
}

interface ExportedFile {
  readonly contents: Buffer;
  readonly what: string;
  /** Undefined when the file can be opened without one. */
  readonly password: string | undefined;
  /** Advice for the owner. */
  readonly hint?: string;
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
    case "mobileconfig":
      return makeProfile(found, bundle);
    case "pem": {
      const what = "key and certificate, unencrypted: anybody who gets this file can enter";
      return { contents: asPem(found, bundle), what, password: undefined };
    }
  }
}

function makeProfile(found: FoundDevice, { p12, password }: Bundle): ExportedFile {
  const contents = asProfile(found, p12, found.profilePassword ? password : undefined);
  const what = "key and certificate in a profile for Apple's systems";
  return found.profilePassword
    ? { contents, what: `${what}, with its password: anybody who gets this file can enter`, password }
    : {
        contents,
        what: `${what}, encrypted`,
        password,
        hint: `To include its password, set profilePassword: true for ${found.device}, run npx pulumi up, and export it again.`,
      };
}

function ownPath({ bundle, certificateFile, logicalName }: FoundDevice, format: ExportFormat): string {
  const file = bundle ?? certificateFile ?? `${logicalName}.p12`;
  return `${file.slice(0, file.length - extname(file).length)}.${format}`;
}
