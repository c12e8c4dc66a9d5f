import { print, say } from "../../run.ts";
import { drawQrCode } from "./qr-code.ts";

export interface Announcement {
  readonly device: string;
  readonly url: string;
  readonly password: string;
  readonly minutes: number;
}

/**
 * Says where the page is. The QR code holds the password after the # of the address, where no browser sends it; it is
 * drawn on a terminal only, so that no log keeps it.
 */
export function announce({ device, url, password, minutes }: Announcement): void {
  if (process.stderr.isTTY) {
    const code = drawQrCode(`${url}#${password}`);
    say(`Scan this with ${device}, in the same network, within ${minutes} minutes:\n\n${code}\n\nor open:`);
  } else {
    say(`Open this on ${device}, in the same network, within ${minutes} minutes:`);
  }
  print(url);
  say("The network sees an encrypted file only: its password is never sent.");
  say(
    process.stdin.isTTY
      ? "Press p to see the password, q to end."
      : `The password: npm run device -- export ${device} --show-password`,
  );
}

/** Shows the password on p; ends on q, Ctrl-C and a signal, at once on the second. Gives back what stops it. */
export function watchKeys(password: string, end: () => void): () => void {
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
      say(password);
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
