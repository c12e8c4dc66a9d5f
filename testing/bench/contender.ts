import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPulumi } from "../../cli/pulumi.ts";
import { copyProgram, engineEnvironment, linkPackages } from "../engine/program-copy.ts";
import { type Simulator, startSimulator } from "cloudflare-simulator";
import { type Cost, measure } from "./measure.ts";
import type { BenchStep } from "./row.ts";

const root = join(import.meta.dirname, "..", "..");

/** A program to measure: this stack, or the plainest program that makes the same resources. */
export class Contender {
  readonly name: "ha-mtls" | "plain";
  private readonly folder: string;
  readonly simulator: Simulator;

  private constructor(name: "ha-mtls" | "plain", folder: string, simulator: Simulator) {
    this.name = name;
    this.folder = folder;
    this.simulator = simulator;
  }

  /** Creates a stack in a folder of its own, with a simulator of its own. */
  static async prepare(name: "ha-mtls" | "plain"): Promise<Contender> {
    const simulator = await startSimulator();
    simulator.state.limits.clientCertificates = 1000;
    const folder = mkdtempSync(join(tmpdir(), `ha-mtls-bench-${name}-`));
    if (name === "plain") {
      cpSync(join(root, "testing", "bench", "plain"), folder, { recursive: true });
      linkPackages(folder);
    } else {
      copyProgram(folder);
    }
    const contender = new Contender(name, folder, simulator);
    await contender.pulumi("stack", "init");
    return contender;
  }

  /** Writes the stack file for the given number of devices. */
  list(devices: number): void {
    const names = Array.from({ length: devices }, (_, index) => ({ name: `device-${index}` }));
    const { zoneId, accountId } = this.simulator;
    const config: Readonly<Record<string, unknown>> =
      this.name === "plain"
        ? { "plain:zoneId": zoneId, "plain:accountId": accountId, "plain:devices": devices }
        : { "ha-mtls:zone": "example.com", "ha-mtls:hostname": "ha.example.com", "ha-mtls:devices": names };
    // JSON is valid YAML.
    writeFileSync(join(this.folder, "Pulumi.bench.yaml"), JSON.stringify({ config }));
  }

  /** Runs one step and measures it. */
  async take(step: BenchStep): Promise<Cost & { readonly requests: number }> {
    const mark = this.simulator.requests().length;
    const cost = await this.pulumi(...words[step]);
    return { ...cost, requests: this.simulator.requests().length - mark };
  }

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private pulumi(...own: readonly string[]): Promise<Cost> {
    return measure({
      command: findPulumi() ?? "pulumi",
      words: [...own, "--stack", "bench", "--non-interactive"],
      folder: this.folder,
      environment: engineEnvironment(this.folder, this.simulator),
    });
  }
}

const words: Readonly<Record<BenchStep, readonly string[]>> = {
  "first up": ["up", "--yes", "--skip-preview"],
  preview: ["preview"],
  "add one": ["up", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
};
