import { readdirSync, readFileSync } from "node:fs";
import { x } from "tinyexec";

/** The cost of one run of a program. */
export interface Cost {
  readonly wallSeconds: number;
  /** CPU time of the program and all its children. */
  readonly cpuSeconds: number;
  /** Peak of the resident memory of the program and its children, sampled every 50 ms. */
  readonly peakMegabytes: number;
}

/** A program to run and measure. */
export interface Program {
  readonly command: string;
  readonly words: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** bash's `time` includes even short-lived children, as long as their parent waits for them. */
const timed = 'TIMEFORMAT="cpu %U %S"; time "$@"';

/**
 * Runs a program and measures it together with its children. Memory is read from /proc (Linux only).
 * @throws Error with its output when it fails
 */
export async function measure(program: Program): Promise<Cost> {
  const start = process.hrtime.bigint();
  const child = x("bash", ["-c", timed, "bash", program.command, ...program.words], {
    nodePath: false,
    inheritEnv: false,
    nodeOptions: {
      cwd: program.folder,
      env: program.environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  });
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, residentKilobytes(child.pid ?? 0));
  }, 50);
  const { exitCode, stdout, stderr } = await child;
  clearInterval(sampler);
  if (exitCode !== 0) {
    throw new Error(`${program.command} ${program.words.join(" ")}: ${stdout}${stderr}`);
  }
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(stderr) ?? [];
  return {
    wallSeconds: Number(process.hrtime.bigint() - start) / 1e9,
    cpuSeconds: Number(user) + Number(system),
    peakMegabytes: peak / 1024,
  };
}

/** The resident memory of a process group in KiB. */
function residentKilobytes(group: number): number {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((fields) => Number(fields[2]) === group)
    .reduce((sum, fields) => sum + Number(fields[21]) * 4, 0);
}

/** The fields of /proc/<pid>/stat after the command's name; empty if the process has ended. */
function statOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  } catch {
    return [];
  }
}
