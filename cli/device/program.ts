import { Command, InvalidArgumentError, Option } from "commander";
import { exportDevice, type ExportOptions, exportFormats } from "./export.ts";
import { printGuide } from "./guide.ts";
import { listDevices, type ListOptions } from "./list.ts";
import { disconnectAll, type DisconnectOptions } from "./lost/disconnect.ts";
import { lockOutDevice } from "./lost/lock-out.ts";
import { onboardDevice, type OnboardOptions } from "./onboarding/onboard.ts";
import { revokeCertificate } from "./revoke-certificate.ts";
import { listSessions } from "./lost/sessions.ts";

const stackOption = [
  "--stack <name>",
  "stack to work on; PULUMI_STACK or the selected one by default",
] as const;

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
    .description("every certificate: status, expiry, pin, bundle (exit code 1: something must be replaced)")
    .option(...stackOption)
    .addOption(new Option("--json", "one object a certificate").conflicts("ics"))
    .option("--ics", "a calendar with the expiries, alarms 30 days before")
    .action((options: ListOptions) => listDevices(options));
}

function addExport(program: Command): void {
  program
    .command("export")
    .argument("<device>", "its name; name.2 for its second generation")
    .description("write a device's bundle from the stack's secrets")
    .option(...stackOption)
    .option("--out <file>", "file to write; the device's own one by default")
    .addOption(new Option("--format <format>", "kind of file").choices(exportFormats).default("p12"))
    .option("--force", "replace a file that is there")
    .option("--show-password", "print the password on stdout")
    .option("--password-file <file>", "write the password into a file that you alone can read")
    .option("--copy-password", "put the password into the terminal's clipboard (OSC 52)")
    .action((name: string, options: ExportOptions) => exportDevice(name, options));
}

function addOnboard(program: Command): void {
  program
    .command("onboard")
    .argument("<device>", "its name; name.2 for its second generation")
    .description("hand a device's bundle over in the home network: a page with the file and the steps")
    .option(...stackOption)
    .option("--host <address>", "address of this machine to serve on")
    .option("--port <number>", "port to serve on; any free one by default", wholeNumber(0, 65_535), 0)
    .option("--timeout <minutes>", "minutes until the page is gone", wholeNumber(1, 60), 30)
    .option("--png <file>", "write the QR code as a picture, too; it is removed when the page ends")
    .action((name: string, options: OnboardOptions) => onboardDevice(name, options));
}

function addLockOut(program: Command): void {
  const withSessions = (command: Command): Command =>
    command
      .option(...stackOption)
      .option("--end-session <id...>", "session of the device at Home Assistant; asked by default")
      .addOption(new Option("--keep-sessions", "end no session at Home Assistant").conflicts("endSession"));
  withSessions(
    program
      .command("lock-out")
      .argument("<device>", "its name; all its generations are locked out")
      .description(
        "lock a lost device out at once: out of the rules, certificates revoked, connections closed, sessions ended",
      ),
  ).action((name: string, options: DisconnectOptions) => lockOutDevice(name, options));
  withSessions(
    program
      .command("disconnect")
      .description(
        "end what a device that is locked out still has open: everybody's connections (all others reconnect), its sessions at Home Assistant",
      ),
  ).action((options: DisconnectOptions) => disconnectAll(options));

  program
    .command("sessions")
    .description("the sessions at Home Assistant that its access token's user has")
    .option(...stackOption)
    .option("--json", "as one object")
    .action((options: { stack?: string; json?: true }) => listSessions(options));
}

function addOthers(program: Command): void {
  program
    .command("guide")
    .argument("<device>", "its name")
    .description("how the device gets its certificate")
    .option(...stackOption)
    .action((name: string, options: { stack?: string }) => printGuide(name, options));

  program
    .command("revoke-certificate")
    .argument("<id>", "id of the certificate at Cloudflare")
    .description("revoke a certificate that the stack does not use, left by an interrupted run")
    .option(...stackOption)
    .action((id: string, options: { stack?: string }) => revokeCertificate(id, options));
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}
