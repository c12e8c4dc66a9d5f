import { createInterface } from "node:readline/promises";
import { plainText } from "../domain/plain-text.ts";
import { Failure } from "../domain/failure.ts";

/** Asks a yes-or-no question on the terminal; anything but y or yes means no. @throws Failure when there is no terminal */
export async function confirm(question: string): Promise<boolean> {
  const answer = await askOnTerminal(`${question} [y/N]`, {
    what: "can't ask for confirmation: there is no terminal",
    fix: "To confirm in advance, add --yes",
  });
  return /^y(es)?$/i.test(answer);
}

/**
 * Asks a question on the terminal and returns the answer without surrounding spaces.
 * @param otherwise the problem to report when there is no terminal
 * @throws Failure when there is no terminal
 */
export async function askOnTerminal(
  question: string,
  otherwise: { readonly what: string; readonly fix: string },
): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new Failure({ code: "nobody-answers", where: "this command", ...otherwise });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${plainText(question)} `)).trim();
  } finally {
    terminal.close();
  }
}
