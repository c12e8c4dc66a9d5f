import { closeSync, openSync, writeSync } from "node:fs";
import { Failure } from "../../domain/failure.ts";

/**
 * Copies text to the terminal's clipboard, which also works over ssh. The text is sent to the terminal itself, never to a
 * pipe or a log. https://invisible-island.net/xterm/ctlseqs/ctlseqs.html (OSC 52)
 * @throws Failure when there is no terminal
 */
export function copyToClipboard(text: string): void {
  const terminal = openTerminal();
  try {
    writeSync(terminal, `\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`);
  } finally {
    closeSync(terminal);
  }
}

function openTerminal(): number {
  try {
    return openSync("/dev/tty", "w");
  } catch {
    throw new Failure({
      code: "no-terminal",
      where: "--copy-password",
      what: "needs a terminal, and there is none",
      fix: "Use --show-password instead, and redirect stdout to where you need the password.",
    });
  }
}
