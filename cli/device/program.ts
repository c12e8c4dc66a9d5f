import { Command, InvalidArgumentError, Option } from "commander";
import { stackOption } from "../run.ts";
import { exportDevice, exportFormats } from "./export.ts";
import { printGuide } from "./guide.ts";
import { listCertificates } from "./list.ts";
import { disconnectAll } from "./lost/disconnect.ts";
import { lockOutDevice } from "./lost/lock-out.ts";
import { onboardDevice } from "./onboarding/onboard.ts";
import { revokeCertificate } from "./revoke-certificate.ts";
import { listSessions } from "./lost/sessions.ts";

/** `npm run device`: the devices of a stack, their certificates and bundles. */
export function deviceProgram(): Command {
  const program = new Command("device").description(
    "The devices of a stack: their certificates and bundles.",
  );
  addList(program);
  addExport(program);
  addOnboard(program);
  addLockOut(program);
  addOthers(program);
  return program;
}

function addList(program: Command): void {
  program
    .command("list")
    .description(
      "list all certificates with status, expiry, pin and bundle (exit code 1: one must be replaced)",
    )
    .option(...stackOption)
    .addOption(new Option("--json", "print JSON, one object per certificate").conflicts("ics"))
    .option("--ics", "print a calendar of the expiry dates, with alarms 30 days before")
    .action(listCertificates);
}

function addExport(program: Command): void {
  program
    .command("export")
    .argument("<device>", "the device's name; name.2 for its second generation")
    .description("write a device's bundle from the stack's secrets")
    .option(...stackOption)
    .option("--out <file>", "file to write; the device's own file by default")
    .addOption(new Option("--format <format>", "format of the file").choices(exportFormats).default("p12"))
    .option("--force", "replace an existing file")
    .option("--show-password", "print the password on stdout")
    .option("--password-file <file>", "write the password to a file that only you can read")
    .option("--copy-password", "copy the password to the terminal's clipboard (OSC 52)")
    .action(exportDevice);
}

function addOnboard(program: Command): void {
  program
    .command("onboard")
    .argument("<device>", "the device's name; name.2 for its second generation")
    .description("hand over a device's bundle in the home network, on a page with the file and the steps")
    .option(...stackOption)
    .option("--host <address>", "this machine's address to serve on")
    .option("--port <number>", "port to serve on; any free one by default", wholeNumber(0, 65_535), 0)
    .option("--timeout <minutes>", "minutes until the page ends", wholeNumber(1, 60), 30)
    .option("--png <file>", "also write the QR code as a picture, which is removed when the page ends")
    .action(onboardDevice);
}

function addLockOut(program: Command): void {
  const withSessions = (command: Command): Command =>
    command
      .option(...stackOption)
      .option("--end-session <id...>", "id of a session of the device at Home Assistant; asks by default")
      .addOption(new Option("--keep-sessions", "end no session at Home Assistant").conflicts("endSession"));
  withSessions(
    program
      .command("lock-out")
      .argument("<device>", "the device's name; all its generations are locked out")
      .description(
        "lock out a lost device at once: remove it from the rules, revoke its certificates, close connections, end sessions",
      ),
  ).action(lockOutDevice);
  withSessions(
    program
      .command("disconnect")
      .description(
        "end what a locked-out device still has open: close everybody's connections (other devices reconnect), end its sessions at Home Assistant",
      ),
  ).action(disconnectAll);

  program
    .command("sessions")
    .description("list the sessions at Home Assistant of the access token's user")
    .option(...stackOption)
    .option("--json", "print one JSON object")
    .action(listSessions);
}

function addOthers(program: Command): void {
  program
    .command("guide")
    .argument("<device>", "the device's name")
    .description("show how to install the device's certificate")
    .option(...stackOption)
    .action(printGuide);

  program
    .command("revoke-certificate")
    .argument("<id>", "the certificate's id at Cloudflare")
    .description("revoke a certificate that an interrupted run left behind and the stack does not use")
    .option(...stackOption)
    .action(revokeCertificate);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}
