import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { findPulumi, noPulumi } from "../../../cli/pulumi.ts";
import { formatProblem } from "../../../domain/errors.ts";
import { type FaultKind, faultKinds } from "./faults.ts";
import { FaultSweep, type Trial } from "./fault-sweep.ts";
import { type Operation, operations } from "./operations.ts";

interface Flags {
  /** Number of operations that are swept in parallel. */
  readonly workers: number;
  /** Only every nth trial is run. */
  readonly every: number;
  /** Only requests that write are disturbed. */
  readonly writes: boolean;
}

/**
 * `npm run sweep [-- operation …]`: lets each request of each operation fail once in each way. Prints a line for each trial
 * and a summary, and writes sweep.json. Exits with 1 if a stranger could get in, or a run couldn't be repaired.
 */
const program = new Command("npm run sweep --")
  .argument("[operations...]", `some of: ${operations.map(({ name }) => name).join(", ")}`)
  .option("--workers <number>", "operations swept in parallel", Number, 1)
  .option("--every <number>", "run only every nth trial", Number, 1)
  .option("--writes", "disturb only requests that write", false)
  .action(sweep);

void program.parseAsync();

async function sweep(names: readonly string[], flags: Flags): Promise<void> {
  if (findPulumi() === undefined) {
    process.stderr.write(`${formatProblem(noPulumi)}\n`);
    process.exitCode = 2;
    return;
  }
  const queue = operations.filter(({ name }) => names.length === 0 || names.includes(name));
  const trials: Trial[] = [];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      trials.push(...(await sweepOperation(next, flags)));
    }
  };
  await Promise.all(Array.from({ length: flags.workers }, worker));
  writeFileSync("sweep.json", `${JSON.stringify(trials, undefined, 2)}\n`);
  process.stdout.write(`${summarize(trials)}\n`);
  process.exitCode = trials.every(({ complaint }) => complaint === undefined) ? 0 : 1;
}

async function sweepOperation(operation: Operation, { every, writes }: Flags): Promise<Trial[]> {
  const prepared = await FaultSweep.prepare(operation);
  const chosen = [...prepared.requests.entries()].filter(([, { method }]) => !writes || method !== "GET");
  const plan = chosen.flatMap(([index]) => faultKinds.map((kind): [number, FaultKind] => [index, kind]));
  const trials: Trial[] = [];
  for (const [index, kind] of plan.filter((_trial, number) => number % every === 0)) {
    const trial = await prepared.disturb(index, kind);
    trials.push(trial);
    const verdict = trial.complaint === undefined ? "ok" : `FAILED ${trial.complaint}`;
    const steps = trial.repairs.join(", ") || "nothing to repair";
    process.stdout.write(`${trial.operation}: ${trial.request}: ${kind}: ${steps}: ${verdict}\n`);
  }
  await prepared.close();
  return trials;
}

function summarize(trials: readonly Trial[]): string {
  const sum = (count: (trial: Trial) => number) => trials.reduce((total, trial) => total + count(trial), 0);
  const failed = trials.filter(({ complaint }) => complaint !== undefined).length;
  return (
    `${new Set(trials.map(({ operation }) => operation)).size} operations, ${trials.length} faults, ` +
    `${sum(({ exposures }) => exposures)} exposures, ${sum(({ repairs }) => repairs.length)} repairs, ${failed} failed`
  );
}
