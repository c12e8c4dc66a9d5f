import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { x } from "tinyexec";
import type { Problem } from "../domain/errors.ts";
import { Failure } from "../domain/failure.ts";
import { pulumiFailure } from "./pulumi-failure.ts";

/** The result of running the Pulumi CLI. */
export interface PulumiAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PulumiOptions {
  /** Stack to run the command for; the selected one by default. */
  readonly stack?: string;
  /** Text for the CLI's stdin. */
  readonly input?: string;
  /** Variables for the CLI and the program, in addition to this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** True shows the CLI's output on this process's stderr while it runs; stdout and stderr of the result are then empty. */
  readonly inherit?: boolean;
}

/** Said where the Pulumi CLI is needed and missing. */
export const noPulumi = {
  code: "no-pulumi",
  where: "the Pulumi CLI",
  what: "is not installed",
  fix: "Let npm download it: npx pulumi version",
} as const satisfies Problem;

/**
 * Runs the Pulumi CLI in the current folder, without prompts or colours. Never pass a secret as a word: every user of the
 * machine can list the arguments of a process.
 * @throws Failure when the CLI is not installed
 */
export async function pulumi(
  words: readonly string[],
  { stack, input, environment, inherit }: PulumiOptions = {},
): Promise<PulumiAnswer> {
  const program = findPulumi();
  if (program === undefined) {
    throw new Failure(noPulumi);
  }
  const ofStack = stack === undefined ? [] : ["--stack", stack];
  const output = inherit === true ? 2 : "pipe";
  // The CLI looks for its language hosts in PATH, and they are in its own folder.
  const PATH = [dirname(program), process.env["PATH"] ?? ""].join(delimiter);
  const all = [...words, ...ofStack, "--non-interactive", "--color", "never"];
  const { exitCode, stdout, stderr } = await x(program, all, {
    stdin: input ?? "",
    nodePath: false,
    nodeOptions: {
      env: { ...environment, PATH, PULUMI_SKIP_UPDATE_CHECK: "1" },
      stdio: ["pipe", output, output],
    },
  });
  return { code: exitCode ?? 130, stdout, stderr };
}

/**
 * Runs the Pulumi CLI and returns its stdout.
 * @param doing what the command is for, as the end of "Pulumi failed while …"
 * @throws Failure when the CLI fails or is not installed
 */
export async function askPulumi(
  doing: string,
  words: readonly string[],
  options: PulumiOptions = {},
): Promise<string> {
  const answer = await pulumi(words, options);
  if (answer.code !== 0) {
    throw pulumiFailure(options.stack ?? "", doing, answer);
  }
  return answer.stdout;
}

/** Returns the path of the CLI: from PATH, from the cache that `npx pulumi` fills, or from the folder of Pulumi's installer. */
export function findPulumi(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const home = environment["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const folders = [
    // npm's own folder contains a script that first downloads the CLI; downloading is the owner's decision.
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
    return packageVersion("pulumi");
  } catch {
    return "";
  }
}

/** Returns the version of an installed npm package. @throws when it is not installed */
export function packageVersion(name: string): string {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
