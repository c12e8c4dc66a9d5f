import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { findPulumi } from "../../cli/pulumi.ts";
import { copyProgram, engineEnvironment } from "../../testing/engine/program-copy.ts";
import { type Outcome, runToEnd } from "../../testing/engine/run-cli.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "cloudflare-simulator";

export interface DeviceEntry {
  readonly name: string;
  readonly [key: string]: unknown;
}

/** The keys of the stack file, without namespace. */
export type StackFile = Readonly<Record<string, unknown>> & { readonly devices?: readonly DeviceEntry[] };

/** The stack file with which each case starts; ECDSA keys are quick to create. */
export const example: StackFile = {
  zone: "example.com",
  hostname: "ha.example.com",
  keyAlgorithm: "ecdsa-p256",
  devices: [{ name: "anna-phone" }, { name: "ben-laptop", bundleEncryption: "modern" }],
};

/**
 * A copy of the project in a folder, with a stack, a file backend and a simulated Cloudflare. Each step is the next edit of
 * the stack file and another run of the real CLI.
 */
export class EngineStack {
  readonly folder: string;
  readonly simulator: Simulator;
  readonly environment: NodeJS.ProcessEnv;

  private constructor(folder: string, simulator: Simulator, environment: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.simulator = simulator;
    this.environment = environment;
  }

  static async create(
    file: StackFile = example,
    { backend, ...options }: SimulatorOptions & { readonly backend?: string } = {},
  ): Promise<EngineStack> {
    const simulator = await startSimulator(options);
    const folder = mkdtempSync(join(tmpdir(), "ha-mtls-engine-"));
    copyProgram(folder);
    const environment = {
      ...engineEnvironment(folder, simulator),
      ...(backend === undefined ? {} : { PULUMI_BACKEND_URL: backend }),
    };
    const stack = new EngineStack(folder, simulator, environment);
    stack.write(file);
    const made = await stack.pulumi("stack", "init", "test");
    if (made.code !== 0) {
      throw new Error(made.text);
    }
    return stack;
  }

  /** Writes the stack file, but keeps the passphrase's salt, which Pulumi has put there. */
  write(file: StackFile): void {
    const path = join(this.folder, "Pulumi.test.yaml");
    const salt = /^encryptionsalt: .*$/m.exec(readIfThere(path))?.[0] ?? "";
    const config = Object.fromEntries(Object.entries(file).map(([key, value]) => [`ha-mtls:${key}`, value]));
    writeFileSync(path, `${salt}\n${stringify({ config })}`);
  }

  /** A secret in the stack file as the CLI has encrypted it. */
  encrypted(key: string): unknown {
    const { config } = parse(readIfThere(join(this.folder, "Pulumi.test.yaml"))) as {
      config: Readonly<Record<string, unknown>>;
    };
    return config[`ha-mtls:${key}`];
  }

  up(...words: string[]): Promise<Outcome> {
    return this.pulumi("up", "--yes", "--skip-preview", "--stack", "test", ...words);
  }

  preview(...words: string[]): Promise<Outcome> {
    return this.pulumi("preview", "--stack", "test", ...words);
  }

  destroy(...words: string[]): Promise<Outcome> {
    return this.pulumi("destroy", "--yes", "--skip-preview", "--stack", "test", ...words);
  }

  async pulumi(...words: string[]): Promise<Outcome> {
    return this.run(findPulumi() ?? "pulumi", [...words, "--non-interactive", "--color", "never"]);
  }

  npmRun(script: string, ...words: string[]): Promise<Outcome> {
    return this.run("npm", ["run", "--silent", script, "--", ...words]);
  }

  run(program: string, words: readonly string[], onStart?: (pid: number) => void): Promise<Outcome> {
    const { folder, environment } = this;
    return runToEnd({ program, words, folder, environment, ...(onStart === undefined ? {} : { onStart }) });
  }

  async outputs(): Promise<Record<string, unknown>> {
    const answer = await this.pulumi("stack", "output", "--json", "--show-secrets", "--stack", "test");
    return JSON.parse(answer.stdout) as Record<string, unknown>;
  }

  async exportState(): Promise<string> {
    return (await this.pulumi("stack", "export", "--stack", "test")).stdout;
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** Cloudflare's writing requests since a mark, as `METHOD /path`; dry runs don't count. */
  writes(since = 0): string[] {
    return this.simulator
      .requests()
      .slice(since)
      .filter(({ method, path }) => method !== "GET" && !path.includes("dry_run="))
      .map(({ method, path }) => `${method} ${path.replace("/client/v4", "")}`);
  }

  mark(): number {
    return this.simulator.requests().length;
  }

  /** Sends a request to the simulator's control routes, `/_simulator/…`; returns the response's body, if any. */
  async control(method: string, route: string, body?: object): Promise<unknown> {
    const init = body === undefined ? {} : { body: JSON.stringify(body), headers: jsonHeaders };
    const answer = await fetch(new URL(`/_simulator/${route}`, this.simulator.api), { method, ...init });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route}: ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  }

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const jsonHeaders = { "content-type": "application/json" };

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
