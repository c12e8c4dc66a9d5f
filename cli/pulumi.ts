import { spawn } from "node:child_process";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { Failure } from "../domain/failure.ts";

/** What a run of the CLI gave. */
export interface PulumiAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PulumiOptions {
  /** Stack that the words are about; the selected one if left out. */
  readonly stack?: string;
  /** Text for its stdin. */
  readonly input?: string;
  /** Variables for it and the program, besides this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** True shows its output on our stderr while it runs; the answer then has no text. */
  readonly inherit?: boolean;
}

/**
 * Runs the Pulumi CLI in this folder, without questions and colours. A word must never be a secret: any user of the
 * machine can list arguments.
 * @throws Failure when there is no CLI
 */
export async function pulumi(words: readonly string[], options: PulumiOptions = {}): Promise<PulumiAnswer> {
  const program = findPulumi();
  if (program === undefined) {
    throw new Failure({
      code: "no-pulumi",
      where: "the Pulumi CLI",
      what: "is not on this machine",
      fix: "Let npm download it: npx pulumi version",
    });
  }
  const stack = options.stack === undefined ? [] : ["--stack", options.stack];
  return await runProgram(program, [...words, ...stack, "--non-interactive", "--color", "never"], options);
}

async function runProgram(
  program: string,
  words: readonly string[],
  { input, inherit, environment }: PulumiOptions,
): Promise<PulumiAnswer> {
  const output = inherit === true ? 2 : "pipe";
  const child = spawn(program, words, {
    // Language hosts are found beside the CLI.
    env: {
      ...process.env,
      ...environment,
      PATH: [dirname(program), process.env["PATH"] ?? ""].join(delimiter),
      PULUMI_SKIP_UPDATE_CHECK: "1",
    },
    stdio: ["pipe", output, output],
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  // A child that ends without reading its input breaks the pipe; its exit code tells the story.
  child.stdin?.on("error", () => undefined).end(input ?? "");
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject).on("close", (status) => {
      resolve(status ?? 130);
    });
  });
  return { code, stdout: stdout(), stderr: stderr() };
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

/** Path of the CLI: in PATH, in the cache that `npx pulumi` fills, or where Pulumi's own installer puts it. */
export function findPulumi(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const home = environment["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const folders = [
    // npm's own folder holds a script that downloads the CLI before it does anything: that is left to the owner.
    ...(environment["PATH"] ?? "")
      .split(delimiter)
      .filter((folder) => !/node_modules[\\/]\.bin/.test(folder)),
    join(home, "versions", environment["PULUMI_VERSION"] ?? pinnedVersion(), "bin"),
    join(home, "bin"),
  ];
  const file = process.platform === "win32" ? "pulumi.exe" : "pulumi";
  return folders.map((folder) => join(folder, file)).find(isExecutable);
}

function pinnedVersion(): string {
  try {
    const text = readFileSync(
      join(import.meta.dirname, "..", "node_modules", "pulumi", "package.json"),
      "utf8",
    );
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return "";
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
