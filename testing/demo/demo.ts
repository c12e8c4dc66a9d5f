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

/** `npm run demo`: exits with 0 when all claims hold, 1 when one doesn't, 2 when they can't be judged. */
export async function main(bringUp: BringUp): Promise<void> {
  const flags = readFlags();
  if (typeof flags === "number") process.exit(flags);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // A reader such as `head` has seen enough.
    if (error.code !== "EPIPE") throw error;
    stop.abort();
  });
  process.exit(await play(flags.engine ? bringUpOnEngine : bringUp, flags, stop.signal));
}

interface Flags {
  /** Uses the Pulumi CLI instead of a rehearsal. */
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

/** The program's own errors are written for users; anything else is a bug, and needs its stack. */
function explain(error: unknown): string {
  if (error instanceof RehearsalFailure || error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function readFlags(): Flags | number {
  const program = new Command("npm run demo --")
    .description("Deploys the example home to a simulated Cloudflare, and shows who gets in and who doesn't.")
    .option("--engine", "run a real pulumi up (needs the Pulumi CLI)", false)
    .option("--keep", "keep everything running until Ctrl-C, and show how to try it", false)
    .allowExcessArguments(false)
    .exitOverride();
  try {
    return program.parse().opts<Flags>();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.fine : exitCodes.notChecked;
  }
}
