import { print, say } from "../../run.ts";
import { drawQrCode, qrText } from "./qr-code.ts";

export interface Announcement {
  /** The device to open the page on, in the owner's words. */
  readonly openOn: string;
  /** Whether that is a computer, which can't scan a code. */
  readonly computer: boolean;
  readonly device: string;
  readonly url: string;
  readonly password: string;
  readonly minutes: number;
}

/**
 * Says where the page is. The QR code contains the password after the # of the address, which browsers never send; it is
 * drawn only on a terminal, so that it is in no log. Everything fits on a terminal of 80 columns and 24 lines.
 */
export function announce(announcement: Announcement): void {
  const { openOn, device, url, minutes } = announcement;
  const when = `in the same network, within ${minutes} minutes`;
  if (canScan(announcement)) {
    say(`Scan this with ${openOn}, ${when}, or open:`);
    showCode(announcement);
  } else {
    say(`Open this in a browser on ${openOn}, ${when}:`);
  }
  print(url);
  say("The network sees only an encrypted file; its password is never sent.");
  say(
    process.stdin.isTTY
      ? `Press p to see the password${canScan(announcement) ? ", c to see the code again" : ""}, q to end.`
      : `The password: npm run device -- export ${device} --show-password`,
  );
}

/** Draws the code, or says how large the terminal must be, because a part of a code is useless. */
function showCode({ url, password }: Pick<Announcement, "url" | "password">): void {
  const code = drawQrCode(qrText(url, password));
  const { columns, rows } = process.stderr;
  const needed = { columns: code.width, rows: code.height + linesBeside };
  if (columns >= needed.columns && rows >= needed.rows) {
    say(code.picture);
  } else {
    say(
      `This terminal is too small for the QR code, which needs ${needed.columns} columns and ${needed.rows} lines.\n` +
        "Enlarge it and press c, or write the code to a file with --png <file>. Or open this:",
    );
  }
}

/** One line above the code, three below it, and the line with the cursor. */
const linesBeside = 5;

function canScan({ computer }: Announcement): boolean {
  return !computer && process.stderr.isTTY;
}

/** Says that a file was downloaded, and that the page is still available. */
export function tellDownload(file: string, client: string): void {
  const end = process.stdin.isTTY ? "q" : "Ctrl-C";
  say(`${client} has downloaded ${file}. The page is still available; ${end} ends it.`);
}

/**
 * Shows the password on p and the code on c. Ends the page on q, Ctrl-C or a signal; the second one ends the process.
 * @returns a function that stops watching
 */
export function watchKeys(announcement: Announcement, end: () => void): () => void {
  const { stdin } = process;
  let told = false;
  const onSignal = (): void => {
    if (told) process.exit(130);
    told = true;
    end();
  };
  const onKey = (data: Buffer): void => {
    const key = data.toString();
    if (key === "p") {
      say(announcement.password);
    } else if (key === "c" && canScan(announcement)) {
      showCode(announcement);
    } else if (key === "q" || key === "\u0003" || key === "\u0004") {
      // A terminal in raw mode sends Ctrl-C as a key.
      onSignal();
    }
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  signals.forEach((signal) => process.on(signal, onSignal));
  if (stdin.isTTY) {
    stdin.setRawMode(true).on("data", onKey).resume();
  }
  return () => {
    signals.forEach((signal) => process.off(signal, onSignal));
    if (stdin.isTTY) {
      stdin.setRawMode(false).off("data", onKey).pause();
    }
  };
}
