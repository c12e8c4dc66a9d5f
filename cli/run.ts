import { type Command, CommanderError } from "commander";
import { plainJson } from "../domain/plain-text.ts";
import { Failure } from "../domain/failure.ts";

/** The --stack option of every command, as arguments of commander's `option`. */
export const stackOption = [
  "--stack <name>",
  "stack to work on; PULUMI_STACK or the selected one by default",
] as const;

/**
 * Runs a command-line program. Errors become text on stderr and exit code 2, which means that the command could not check
 * or was used wrongly; actions set exit code 1 themselves when they have checked and found something wrong.
 */
export async function run(program: Command, words: readonly string[] = process.argv.slice(2)): Promise<void> {
  makeStrict(program);
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    process.exitCode = report(error);
  }
}

function makeStrict(program: Command): void {
  program.exitOverride().showHelpAfterError("(--help lists the options)");
  program.commands.forEach(makeStrict);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has already printed its message.
    return error.exitCode === 0 ? 0 : 2;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(error instanceof Failure ? error.message : `This is a bug in this program:\n${trace}`);
  return 2;
}

/** Writes a message for people to stderr, so that stdout contains nothing but data. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Writes data to stdout: text unchanged, anything else as JSON. */
export function print(data: unknown): void {
  process.stdout.write(`${typeof data === "string" ? data : plainJson(data)}\n`);
}

/** Returns a count with its noun: `1 problem`, `2 problems`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
