import { type Command, CommanderError } from "commander";
import { plainJson } from "../domain/plain-text.ts";
import { Failure } from "../domain/failure.ts";

/**
 * Runs a command line program: parses (a flag that is not known is bad usage), runs its actions, and turns what they
 * throw into text on stderr and an exit code (1 checked and found wrong, 2 could not check or bad usage).
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
  program.exitOverride().showHelpAfterError("(--help lists what there is)");
  program.commands.forEach(makeStrict);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed its message already.
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof Failure) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`This is a mistake in the program itself:\n${trace}\n`);
  return 2;
}

/** Talk goes to stderr, so that stdout holds nothing but data. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Writes data to stdout: text as it is, anything else as JSON. */
export function print(data: unknown): void {
  process.stdout.write(`${typeof data === "string" ? data : plainJson(data)}\n`);
}
