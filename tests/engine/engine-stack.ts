import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { stringify } from "yaml";
import { findPulumi } from "../../cli/pulumi";
import { type Simulator, startSimulator } from "../../simulator/simulator";

const root = join(__dirname, "..", "..");
const parts = ["index.ts", "Pulumi.yaml", "package.json", "package-lock.json", "tsconfig.json", ".gitignore"];
const folders = ["components", "survey", "stack", "model", "commands", "cli", "scripts"];

export interface Outcome {
  readonly code: number;
  /** stdout and stderr as the owner sees them. */
  readonly text: string;
  readonly stdout: string;
}

export interface DeviceEntry {
  readonly name: string;
  readonly [key: string]: unknown;
}

/** The keys of the stack file, without namespace. */
export type StackFile = Readonly<Record<string, unknown>> & { readonly devices?: readonly DeviceEntry[] };

/** What every case starts from. ECDSA keys are made quickly. */
export const example: StackFile = {
  zone: "example.com",
  hostname: "ha.example.com",
  keyAlgorithm: "ecdsa-p256",
  devices: [{ name: "anna-phone" }, { name: "ben-laptop", bundleEncryption: "modern" }],
};

/**
 * A copy of the project in a folder of its own with a stack, a file backend and a simulated Cloudflare:
 * each step is the next edit of the stack file and another run of the real CLI.
 */
export class EngineStack {
  private constructor(
    readonly folder: string,
    readonly simulator: Simulator,
    readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async create(file: StackFile = example, backend?: string): Promise<EngineStack> {
    const simulator = await startSimulator();
    const folder = mkdtempSync(join(tmpdir(), "ha-mtls-engine-"));
    for (const part of [...parts, ...folders]) {
      cpSync(join(root, part), join(folder, part), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    mkdirSync(join(folder, "state"));
    const stack = new EngineStack(folder, simulator, environmentFor(folder, simulator, backend));
    stack.write(file);
    const made = await stack.pulumi("stack", "init", "test");
    if (made.code !== 0) {
      throw new Error(made.text);
    }
    return stack;
  }

  /** Edits the stack file; keys that Pulumi put there (the passphrase's salt) stay. */
  write(file: StackFile): void {
    const path = join(this.folder, "Pulumi.test.yaml");
    const salt = /^encryptionsalt: .*$/m.exec(readIfThere(path))?.[0] ?? "";
    const config = Object.fromEntries(Object.entries(file).map(([key, value]) => [`ha-mtls:${key}`, value]));
    writeFileSync(path, `${salt}\n${stringify({ config })}`);
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
    return new Promise((resolve, reject) => {
      const child = spawn(program, words, {
        cwd: this.folder,
        env: this.environment,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
      const chunks: Buffer[] = [];
      const data: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        data.push(chunk);
      });
      child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
      child.on("error", reject);
      child.on("close", (code) => {
        resolve({
          code: code ?? 137,
          text: Buffer.concat(chunks).toString("utf8"),
          stdout: Buffer.concat(data).toString("utf8"),
        });
      });
      if (child.pid !== undefined) {
        onStart?.(child.pid);
      }
    });
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

  /** Writing requests that Cloudflare got since a mark, as `METHOD /path`. */
  writes(since = 0): string[] {
    return this.simulator
      .requests()
      .slice(since)
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${path.replace("/client/v4", "")}`);
  }

  mark(): number {
    return this.simulator.requests().length;
  }

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function environmentFor(
  folder: string,
  simulator: Simulator,
  backend: string | undefined,
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: [dirname(findPulumi() ?? ""), process.env["PATH"]].join(delimiter),
    PULUMI_BACKEND_URL: backend ?? `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    CLOUDFLARE_API_TOKEN: simulator.apiToken,
    CLOUDFLARE_BASE_URL: simulator.api,
    NO_COLOR: "1",
  };
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
