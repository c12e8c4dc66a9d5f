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
  /** The device's own file by default: a bundle that was lost is where it was. */
  readonly out?: string;
  readonly format: ExportFormat;
  readonly force?: true;
  readonly showPassword?: true;
  readonly copyPassword?: true;
  /** File that gets the password, for its owner alone. */
  readonly passwordFile?: string;
}

/** Writes a device's bundle from the stack's secret outputs. @throws Failure */
export async function exportDevice(name: string, options: ExportOptions): Promise<void> {
  const outputs = await readOutputs(await selectStack(options.stack));
  const found = findDevice(outputs, name);
  const { contents, what, password, hint } = makeFile(outputs, found, options.format);
  const path = options.out ?? ownPath(found, options.format);
  writeSecretly(path, contents, { force: options.force === true });
  say(`${path} holds ${what}.`);
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
    say(`${options.passwordFile} holds its password, for you alone.`);
  }
  if (options.copyPassword === true) {
    copyToClipboard(password);
    say("Its password is in the terminal's clipboard, if the terminal allows that.");
  }
  if (options.showPassword === true) {
    print(password);
  }
  if (!asksForPassword(options)) {
    say("Its password: the same command with --show-password, --copy-password or --password-file <file>.");
  }
}

interface ExportedFile {
  readonly contents: Buffer;
  readonly what: string;
  /** Undefined when nothing has to be opened with it. */
  readonly password: string | undefined;
  /** What else its owner may want to know. */
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
      const what = "key and certificate in clear: whoever gets this file can enter";
      return { contents: asPem(found, bundle), what, password: undefined };
    }
  }
}

function makeProfile(found: FoundDevice, { p12, password }: Bundle): ExportedFile {
  const contents = asProfile(found, p12, found.profilePassword ? password : undefined);
  const what = "key and certificate in a profile for Apple's systems";
  return found.profilePassword
    ? { contents, what: `${what}, with its password: whoever gets this file can enter`, password }
    : {
        contents,
        what: `${what}, encrypted`,
        password,
        hint: `To have its password inside: profilePassword: true at ${found.device}, then npx pulumi up, and export it again.`,
      };
}

function ownPath({ bundle, certificateFile, logicalName }: FoundDevice, format: ExportFormat): string {
  const file = bundle ?? certificateFile ?? `${logicalName}.p12`;
  return `${file.slice(0, file.length - extname(file).length)}.${format}`;
}
