import { createInterface } from "node:readline/promises";
import { plainText } from "../domain/plain-text.ts";
import { Failure } from "../domain/failure.ts";

/** Asks a yes-or-no question on the terminal; anything but yes is no. @throws Failure when nobody is there to answer */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new Failure({
      code: "nobody-answers",
      where: "this command",
      what: "can't ask for confirmation: there is no terminal",
      fix: "Say yes beforehand: add --yes",
    });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${plainText(question)} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
