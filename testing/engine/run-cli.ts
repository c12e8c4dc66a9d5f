import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What a program said and how it ended. */
export interface Outcome {
  readonly code: number;
  /** stdout and stderr as the owner sees them. */
  readonly text: string;
  readonly stdout: string;
}

export interface Run {
  readonly program: string;
  readonly words: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onStart?: (pid: number) => void;
  /** Told each line of stdout as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end. One that is killed ends with 137. */
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

/** Kills a program with everything that it has started, whatever process groups those have made for themselves. */
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

/** One that has just ended by itself is not there any more. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
