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
  if (password !== undefined) {
    tellPassword(password, options);
  } else if (asksForPassword(options)) {
    say("It has no password.");
  }
}

function asksForPassword({ showPassword, copyPassword, passwordFile }: ExportOptions): boolean {
  return showPassword === true || copyPassword === true || passwordFile !== undefined;
}

function tellPassword(password: string, options: ExportOptions): void {
  if (options.passwordFile !== undefined) {
    writeSecretly(options.passwordFile, Buffer.from(`${password}\n`), { force: options.force === true });
    say(`Wrote its password to ${options.passwordFile}, which only you can read.`);
  }
  if (options.copyPassword === true) {
    copyToClipboard(password);
    say("Copied its password to the terminal's clipboard, if the terminal allows that.");
  }
  if (options.showPassword === true) {
    print(password);
  }
  if (!asksForPassword(options)) {
    say("To get its password, add --show-password, --copy-password or --password-file <file>.");
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
        hint: `To include its password, set profilePassword: true at ${found.device}, run npx pulumi up, and export it again.`,
      };
}

function ownPath({ bundle, certificateFile, logicalName }: FoundDevice, format: ExportFormat): string {
  const file = bundle ?? certificateFile ?? `${logicalName}.p12`;
  return `${file.slice(0, file.length - extname(file).length)}.${format}`;
}
