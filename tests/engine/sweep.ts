import { faultKinds, FaultSweep, operations, type Trial } from "./fault-sweep";

/**
 * `npm run sweep [-- operation …]`: every request of every operation fails in every way, once. Prints a line per trial
 * and the sums; exits 1 when a stranger could come in, or a run could not be repaired.
 */
async function sweep(names: readonly string[]): Promise<void> {
  const trials: Trial[] = [];
  for (const operation of operations.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const prepared = await FaultSweep.prepare(operation);
    for (const index of prepared.requests.keys()) {
      for (const kind of faultKinds) {
        const trial = await prepared.disturb(index, kind);
        trials.push(trial);
        const verdict = trial.complaint === undefined ? "ok" : `FAILED ${trial.complaint}`;
        const steps = trial.repairs.join(", ") || "nothing to repair";
        process.stdout.write(`${trial.operation}: ${trial.request}: ${kind}: ${steps}: ${verdict}\n`);
      }
    }
    await prepared.close();
  }
  const sum = (count: (trial: Trial) => number) => trials.reduce((total, trial) => total + count(trial), 0);
  const failed = trials.filter(({ complaint }) => complaint !== undefined).length;
  process.stdout.write(
    `${new Set(trials.map(({ operation }) => operation)).size} operations, ${trials.length} faults, ` +
      `${sum(({ exposures }) => exposures)} exposures, ${sum(({ repairs }) => repairs.length)} repairs, ${failed} failed\n`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
}

void sweep(process.argv.slice(2));
