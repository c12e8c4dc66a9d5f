import { Command, CommanderError } from "commander";
import { Failure } from "../../domain/failure.ts";
import { RehearsalFailure } from "../rehearsal/rehearsal.ts";
import type { BringUp } from "./bring-up.ts";
import { bringUpOnEngine } from "./bring-up-on-engine.ts";
import { bringUpRehearsed } from "./bring-up-rehearsed.ts";
import { Interruption, runDemo } from "./run-demo.ts";
import { Screen } from "./screen.ts";

const exitCodes = { fine: 0, wrong: 1, notChecked: 2, interrupted: 130 } as const;

if (process.argv[1] === import.meta.filename) void main(bringUpRehearsed);

/** `npm run demo`: exits 0 when every claim holds, 1 when one does not, 2 when they could not be judged. */
export async function main(bringUp: BringUp): Promise<void> {
  const flags = readFlags();
  if (typeof flags === "number") process.exit(flags);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  process.exit(await play(flags.engine ? bringUpOnEngine : bringUp, flags, stop.signal));
}

interface Flags {
  /** With the Pulumi CLI instead of a rehearsal. */
  readonly engine: boolean;
  readonly keep: boolean;
}

async function play(bringUp: BringUp, { keep }: Flags, stopped: AbortSignal): Promise<number> {
  const screen = new Screen(process.stdout, process.env);
  try {
    const failed = await runDemo({ bringUp, screen, keep, stopped });
    return failed === 0 ? exitCodes.fine : exitCodes.wrong;
  } catch (error) {
    if (error instanceof Interruption) return exitCodes.interrupted;
    process.stderr.write(`${explain(error)}\n`);
    return exitCodes.notChecked;
  }
}

/** What the program itself says is written for its owner; anything else is a bug, and shows where. */
function explain(error: unknown): string {
  if (error instanceof RehearsalFailure || error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function readFlags(): Flags | number {
  const program = new Command("npm run demo --")
    .description(
      "Brings the example house up on a simulated Cloudflare, and shows who gets in and who does not.",
    )
    .option("--engine", "with a real pulumi up, for machines that have the Pulumi CLI", false)
    .option("--keep", "leave everything running until Ctrl-C, and say how to try it", false)
    .allowExcessArguments(false)
    .exitOverride();
  try {
    return program.parse().opts<Flags>();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.fine : exitCodes.notChecked;
  }
}
