import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Inputs } from "./inputs.ts";
import type { Assignment, RehearsedResource, Report } from "./messages.ts";

export interface RehearsalOptions {
  /** Base URL of the API, for example http://127.0.0.1:1234/client/v4. */
  readonly api: string;
  /** CLOUDFLARE_API_TOKEN of the run; without it the configuration has to bring one. */
  readonly apiToken?: string;
  /** HOME_ASSISTANT_TOKEN of the run. */
  readonly homeAssistantToken?: string;
  /** Name of the stack. */
  readonly stack: string;
  /** The stack's configuration by key; keys without a namespace are the program's own. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Folder for the bundles, instead of the configured one. */
  readonly bundleDirectory?: string;
  /** Folder of another program, whose index.ts is run there instead of this project's. */
  readonly program?: string;
  /** Told of each look-up, resource and warning as it happens. */
  readonly onReport?: (report: Report) => void;
}

/** A run of the program that succeeded. */
export interface Rehearsal {
  /** The stack's outputs as plain values. */
  readonly outputs: Inputs;
  /** Names of the outputs that Pulumi holds for secret. What a provider itself marks as secret is not known here. */
  readonly secretOutputs: readonly string[];
  /** All resources, components too, in the order in which they were finished. */
  readonly resources: readonly RehearsedResource[];
  /** Tokens of the look-ups, in the order in which they were answered. */
  readonly lookUps: readonly string[];
  readonly warnings: readonly string[];
}

/** A run of the program that failed; the message is what `pulumi up` would tell its user. */
export class RehearsalFailure extends Error {
  /** What had been made before the failure: nothing takes it back. */
  readonly resources: readonly RehearsedResource[];

  constructor(message: string, resources: readonly RehearsedResource[]) {
    super(message);
    this.resources = resources;
  }
}

/**
 * Runs the real program (index.ts), or another one that uses the package, under Pulumi's mock monitor, with its resources carried out against an API.
 * The program gets a process of its own, as it does from `pulumi up`: Pulumi keeps one stack per process, and token,
 * address and folder are properties of a process too. So rehearsals can run one after the other, or side by side.
 * @throws RehearsalFailure
 */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  const child = fork(join(import.meta.dirname, "run-program.ts"), {
    cwd: folderOf(options),
    execArgv: [],
    env: environmentOf(options),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const reports: Report[] = [];
  let talk = "";
  const listen = (chunk: Buffer): void => void (talk += chunk.toString("utf8"));
  child.stdout?.on("data", listen);
  child.stderr?.on("data", listen);
  child.on("message", (message) => {
    const report = message as Report;
    reports.push(report);
    options.onReport?.(report);
  });
  const closed = once(child, "close");
  child.send(assignmentOf(options));
  await closed;
  return conclude(reports, talk);
}

function folderOf({ program = join(import.meta.dirname, "..", "..") }: RehearsalOptions): string {
  return program;
}

function assignmentOf(options: RehearsalOptions): Assignment {
  const { api, apiToken, stack, config, bundleDirectory } = options;
  const all = { ...config, ...(bundleDirectory === undefined ? {} : { bundleDirectory }) };
  const entries = Object.entries(all).map(([key, value]) => [
    key.includes(":") ? key : `ha-mtls:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const program = join(folderOf(options), "index.ts");
  return { stack, program, config: Object.fromEntries(entries) as Record<string, string>, api, apiToken };
}

function environmentOf({ api, apiToken, homeAssistantToken }: RehearsalOptions): NodeJS.ProcessEnv {
  // A variable that is undefined is not set in the child: a token of the caller's own never reaches a rehearsal.
  return {
    ...process.env,
    CLOUDFLARE_API_TOKEN: apiToken,
    CLOUDFLARE_BASE_URL: api,
    HOME_ASSISTANT_TOKEN: homeAssistantToken,
  };
}

function conclude(reports: readonly Report[], talk: string): Rehearsal {
  const resources = reports.flatMap((report) => (report.kind === "made" ? [report.resource] : []));
  const end = reports.at(-1);
  switch (end?.kind) {
    case "finished":
      return {
        outputs: end.outputs,
        secretOutputs: end.secretOutputs,
        resources,
        lookUps: reports.flatMap((report) => (report.kind === "looked-up" ? [report.token] : [])),
        warnings: reports.flatMap((report) => (report.kind === "warned" ? [report.text] : [])),
      };
    case "failed":
      throw new RehearsalFailure(end.text, resources);
    default:
      throw new RehearsalFailure(`the program ended without a result\n${talk}`.trimEnd(), resources);
  }
}
