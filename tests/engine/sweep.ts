import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { findPulumi } from "../../cli/pulumi.ts";
import { type FaultKind, faultKinds } from "./faults.ts";
import { FaultSweep, type Trial } from "./fault-sweep.ts";
import { type Operation, operations } from "./operations.ts";

interface Flags {
  /** Operations swept side by side. */
  readonly workers: number;
  /** Every how many-th trial is done. */
  readonly every: number;
  /** Only requests that write. */
  readonly writes: boolean;
}

/**
 * `npm run sweep [-- operation …]`: every request of every operation fails in every way, once. Prints a line per trial
 * and the sums, writes sweep.json; exits 1 when a stranger could come in, or a run could not be repaired.
 */
const program = new Command("npm run sweep --")
  .argument("[operations...]", `some of: ${operations.map(({ name }) => name).join(", ")}`)
  .option("--workers <number>", "operations swept side by side", Number, 1)
  .option("--every <number>", "only every so many-th trial", Number, 1)
  .option("--writes", "only requests that write", false)
  .action(sweep);

void program.parseAsync();

async function sweep(names: readonly string[], flags: Flags): Promise<void> {
  if (findPulumi() === undefined) {
    process.stderr.write("there is no Pulumi CLI on this machine; let npm download it: npx pulumi version\n");
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
