import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A program's output and exit code. */
export interface Outcome {
  readonly code: number;
  /** stdout and stderr combined, as on a terminal. */
  readonly text: string;
  readonly stdout: string;
}

/** A program to run. */
export interface Run {
  readonly program: string;
  readonly words: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onStart?: (pid: number) => void;
  /** Called with each line of stdout as it arrives. */
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end. If it is killed, the exit code is 137. */
export function runToEnd({ program, words, folder, environment, onStart, onLine }: Run): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const both: Buffer[] = [];
    const data: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => {
      both.push(chunk);
      data.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => both.push(chunk));
    if (onLine !== undefined) createInterface(child.stdout).on("line", onLine);
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code: code ?? 137, text: asText(both), stdout: asText(data) });
    });
    if (child.pid !== undefined) onStart?.(child.pid);
  });
}

const asText = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString("utf8");

/** Kills a program and all its descendants, including those in other process groups. */
export function killTree(pid: number): void {
  const table = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" });
  const parents = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = [pid];
  for (const parent of tree) {
    tree.push(...parents.flatMap(([child = 0, of]) => (of === parent ? [child] : [])));
  }
  tree.forEach(killIfThere);
}

/** Kills a process that may have ended already. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
