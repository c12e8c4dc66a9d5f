import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { findPulumi, noPulumi } from "../../cli/pulumi.ts";
import { formatProblem } from "../../domain/errors.ts";
import type { LoggedRequest } from "cloudflare-simulator/request-log.ts";
import { startSimulator } from "cloudflare-simulator";
import { Contender } from "./contender.ts";
import { type Cost, measure } from "./measure.ts";
import { type BenchStep, medianRow, type Row, steps, summarize, tableHead, tableRow } from "./row.ts";

const root = join(import.meta.dirname, "..", "..");

/** The plain program writes a single rule, and a rule (4,096 characters) has room for no more pins. */
const plainHolds = 50;

interface Flags {
  /** Previews measured for each number of devices; the median counts. */
  readonly previews: number;
}

/**
 * `npm run bench [-- counts …]`: measures first up, unchanged preview, up after adding a device, and destroy of this stack,
 * of the plainest Pulumi program with the same resources, and of a script that only repeats the requests and the openssl
 * work. Prints a table and writes bench.json. Needs the Pulumi CLI and Linux.
 */
const program = new Command("npm run bench --")
  .argument("[counts...]", "numbers of devices", ["1", "10", "50"])
  .option("--previews <number>", "previews measured for each number of devices; the median counts", Number, 3)
  .action(bench);

void program.parseAsync();

async function bench(counts: readonly string[], { previews }: Flags): Promise<void> {
  if (findPulumi() === undefined) {
    process.stderr.write(`${formatProblem(noPulumi)}\n`);
    process.exitCode = 2;
    return;
  }
  process.stdout.write(`${tableHead}\n`);
  const rows: Row[] = [];
  for (const devices of counts.map(Number)) {
    rows.push(...(await compete(devices, previews)));
  }
  writeFileSync(join(root, "bench.json"), `${JSON.stringify(rows, undefined, 2)}\n`);
  process.stdout.write(
    summarize(rows)
      .map((line) => `\n${line}`)
      .join("") + "\n",
  );
}

/** Measures all steps for one number of devices, alternating between the contenders. */
async function compete(devices: number, previews: number): Promise<Row[]> {
  const names = devices > plainHolds ? (["ha-mtls"] as const) : (["plain", "ha-mtls"] as const);
  const contenders: Contender[] = [];
  for (const name of names) contenders.push(await Contender.prepare(name));
  const rows: Row[] = [];
  for (const step of steps) {
    const turns: Row[][] = [];
    for (let turn = 0; turn < (step === "preview" ? previews : 1); turn += 1) {
      turns.push(await takeTurns(contenders, step, devices));
    }
    const medians = (turns[0] ?? []).map((row, index) => {
      const others = turns.slice(1).flatMap((later) => later[index] ?? []);
      return medianRow([row, ...others]);
    });
    medians.forEach((row) => process.stdout.write(`${tableRow(row)}\n`));
    rows.push(...medians);
  }
  await Promise.all(contenders.map((contender) => contender.close()));
  return rows;
}

async function takeTurns(contenders: readonly Contender[], step: BenchStep, devices: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const contender of contenders) {
    contender.list(step === "first up" || step === "preview" ? devices : devices + 1);
    const mark = contender.simulator.requests().length;
    const cost = await contender.take(step);
    rows.push({ contender: contender.name, devices, step, ...cost });
    if (contender.name === "ha-mtls") {
      const requests = contender.simulator.requests().slice(mark);
      rows.push({ contender: "floor", devices, step, ...(await floor(requests)), requests: requests.length });
    }
  }
  return rows;
}

/** Measures the same requests against a new simulator, and making a bundle for each certificate of the step. */
async function floor(recorded: readonly LoggedRequest[]): Promise<Cost> {
  const fresh = await startSimulator();
  const requests = recorded.map(({ method, path, body }) => ({ method, path, body }));
  const bundles = requests.filter(
    ({ method, path }) => method === "POST" && path.endsWith("/client_certificates"),
  ).length;
  const folder = mkdtempSync(join(tmpdir(), "ha-mtls-bench-floor-"));
  const recipe = join(folder, "recipe.json");
  writeFileSync(recipe, JSON.stringify({ api: fresh.api, token: fresh.apiToken, requests, bundles }));
  const cost = await measure({
    command: process.execPath,
    words: [join(root, "testing", "bench", "floor.ts"), recipe],
    folder: root,
    environment: process.env,
  });
  rmSync(folder, { recursive: true });
  await fresh.close();
  return cost;
}
