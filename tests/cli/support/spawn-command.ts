import { join } from "node:path";
import { x } from "tinyexec";
import type { Simulator } from "cloudflare-simulator";
import type { FakePulumi } from "./fake-pulumi.ts";

/** The result of a command. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandRun {
  /** The command's file in cli/, without its ending. */
  readonly program: string;
  readonly words: readonly string[];
  readonly fake: FakePulumi;
  /** Cloudflare for the command; without one it has no API token. */
  readonly simulator?: Simulator;
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** Runs a command as a program, with a fake Pulumi CLI, a simulator as Cloudflare, and nothing on its stdin. */
export async function spawnCommand({
  program,
  words,
  fake,
  simulator,
  environment = {},
  folder,
}: CommandRun): Promise<Outcome> {
  const file = join(import.meta.dirname, "..", "..", "..", "cli", `${program}.ts`);
  const { exitCode, stdout, stderr } = await x(process.execPath, [file, ...words], {
    nodePath: false,
    nodeOptions: {
      ...(folder === undefined ? {} : { cwd: folder }),
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: fake.path,
        CLOUDFLARE_BASE_URL: simulator?.api ?? "http://127.0.0.1:9",
        CLOUDFLARE_API_TOKEN: simulator?.apiToken ?? "",
        ...environment,
      },
    },
  });
  return { code: exitCode ?? null, stdout, stderr };
}
