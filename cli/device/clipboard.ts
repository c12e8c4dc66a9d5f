import { closeSync, openSync, writeSync } from "node:fs";
import { Failure } from "../../domain/failure.ts";

/**
 * Puts text into the clipboard of the terminal, over ssh too. It goes to the terminal itself, never into a pipe or a log.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html (OSC 52)
 * @throws Failure when there is no terminal
 */
export function copyToClipboard(text: string): void {
  const terminal = openTerminal();
  try {
    writeSync(terminal, clipboardSequence(text));
  } finally {
    closeSync(terminal);
  }
}

/** The control sequence that a terminal takes as "copy this". */
export function clipboardSequence(text: string): string {
  return `\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`;
}

function openTerminal(): number {
  try {
    return openSync("/dev/tty", "w");
  } catch {
    throw new Failure({
      code: "no-terminal",
      where: "--copy-password",
      what: "needs a terminal, and there is none",
      fix: "Use --show-password and send stdout where it shall go.",
    });
  }
}
