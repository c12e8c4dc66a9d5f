import { mkdtempSync, writeFileSync, cpSync, mkdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findPulumi } from "../cli/pulumi";
import { startSimulator, type Simulator } from "../simulator/simulator";
import { type Cost, measure } from "./measure";

/**
 * `npm run bench [-- counts …]`: first up, unchanged preview, up after adding a device, and destroy of this stack,
 * beside the plainest Pulumi program with the same resources and a script that only does the same requests and openssl
 * work. Prints a table, writes bench.json. Needs the Pulumi CLI and Linux.
 */
const root = join(__dirname, "..");

interface Row extends Cost {
  readonly contender: "ha-mtls" | "plain" | "floor";
  readonly devices: number;
  readonly step: "first up" | "preview" | "add one" | "destroy";
  readonly requests: number;
}

class Contender {
  private constructor(
    readonly name: "ha-mtls" | "plain",
    private readonly folder: string,
    readonly simulator: Simulator,
  ) {}

  static async prepare(name: "ha-mtls" | "plain"): Promise<Contender> {
    const simulator = await startSimulator();
    await fetch(`${simulator.api.replace("/client/v4", "")}/_simulator/limits`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ client_certificates: 1000 }),
    });
    const folder = mkdtempSync(join(tmpdir(), `bench-${name}-`));
    const parts =
      name === "plain"
        ? ["index.ts", "Pulumi.yaml", "tsconfig.json", "package.json"].map((part) =>
            join("bench", "plain", part),
          )
        : ["index.ts", "Pulumi.yaml", "package.json", "components", "survey", "stack", "model", "commands"];
    for (const part of parts) {
      cpSync(join(root, part), join(folder, part.replace(/^bench\/plain\//, "")), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    mkdirSync(join(folder, "state"));
    const contender = new Contender(name, folder, simulator);
    await contender.pulumi("stack", "init", "bench");
    return contender;
  }

  /** Writes the stack file for so many devices. */
  list(devices: number): void {
    const names = Array.from({ length: devices }, (_, index) => ({ name: `device-${index}` }));
    const config =
      this.name === "plain"
        ? [
            `plain:zoneId: ${this.simulator.zoneId}`,
            `plain:accountId: ${this.simulator.accountId}`,
            `plain:devices: ${devices}`,
          ]
        : [
            "ha-mtls:zone: example.com",
            "ha-mtls:hostname: ha.example.com",
            `ha-mtls:devices: ${JSON.stringify(names)}`,
          ];
    // No salt is kept: the passphrase makes a new one, which is part of a first up.
    writeFileSync(
      join(this.folder, "Pulumi.bench.yaml"),
      `config:\n${config.map((line) => `  ${line}\n`).join("")}`,
    );
  }

  async step(step: Row["step"], devices: number): Promise<Row> {
    const words = { "first up": ["up"], preview: ["preview"], "add one": ["up"], destroy: ["destroy"] }[step];
    const mark = this.simulator.requests().length;
    const sure = step === "preview" ? [] : ["--yes", "--skip-preview"];
    const cost = await this.pulumi(...words, ...sure, "--stack", "bench");
    return {
      ...cost,
      contender: this.name,
      devices,
      step,
      requests: this.simulator.requests().length - mark,
    };
  }

  private pulumi(...words: string[]): Promise<Cost> {
    const program = findPulumi() ?? "pulumi";
    return measure({
      command: program,
      words: [...words, "--non-interactive"],
      folder: this.folder,
      environment: {
        ...process.env,
        PATH: `${dirname(program)}:${process.env["PATH"] ?? ""}`,
        PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "bench",
        PULUMI_SKIP_UPDATE_CHECK: "1",
        CLOUDFLARE_API_TOKEN: this.simulator.apiToken,
        CLOUDFLARE_BASE_URL: this.simulator.api,
      },
    });
  }
}

async function bench(counts: readonly number[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const devices of counts) {
    const contenders = [await Contender.prepare("plain"), await Contender.prepare("ha-mtls")];
    for (const step of ["first up", "preview", "add one", "destroy"] as const) {
      rows.push(...(await alternate(contenders, step, devices)));
    }
    await Promise.all(contenders.map(({ simulator }) => simulator.close()));
  }
  return rows;
}

/** One step of each contender after the other, and the floor of ours. */
async function alternate(
  contenders: readonly Contender[],
  step: Row["step"],
  devices: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const contender of contenders) {
    contender.list(step === "first up" || step === "preview" ? devices : devices + 1);
    const mark = contender.simulator.requests().length;
    const row = await contender.step(step, devices);
    print(row);
    rows.push(row, ...(contender.name === "ha-mtls" ? [await floor(contender.simulator, mark, row)] : []));
  }
  return rows;
}

/** The same requests against a simulator of their own, and a bundle for each one that the step made. */
async function floor(simulator: Simulator, mark: number, row: Row): Promise<Row> {
  const fresh = await startSimulator();
  const requests = simulator
    .requests()
    .slice(mark)
    .map(({ method, path, body }) => ({ method, path, body }));
  const bundles = requests.filter(
    ({ method, path }) => method === "POST" && path.endsWith("/client_certificates"),
  ).length;
  const recipe = JSON.stringify({ api: fresh.api, token: fresh.apiToken, requests, bundles });
  const cost = await measure({
    command: process.execPath,
    words: ["--import", "tsx", join(root, "bench", "floor.ts")],
    folder: root,
    environment: { ...process.env, FLOOR_RECIPE: recipe },
  });
  await fresh.close();
  const measured: Row = { ...row, ...cost, contender: "floor" };
  print(measured);
  return measured;
}

function print(row: Row): void {
  const numbers = [
    row.wallSeconds.toFixed(1),
    row.cpuSeconds.toFixed(1),
    row.peakMegabytes.toFixed(0),
    String(row.requests),
  ];
  const words = [
    row.contender.padEnd(8),
    String(row.devices).padStart(4),
    row.step.padEnd(9),
    ...numbers.map((text) => text.padStart(8)),
  ];
  process.stdout.write(`${words.join("  ")}\n`);
}

async function main(): Promise<void> {
  if (findPulumi() === undefined) {
    process.stderr.write("there is no Pulumi CLI on this machine: npx pulumi version downloads it\n");
    process.exitCode = 2;
    return;
  }
  const counts = process.argv.slice(2).map(Number);
  process.stdout.write("contender  devices  step           wall s     cpu s   peak MB  requests\n");
  const rows = await bench(counts.length === 0 ? [1, 10, 50] : counts);
  writeFileSync(join(root, "bench.json"), `${JSON.stringify(rows, undefined, 2)}\n`);
}

void main();
