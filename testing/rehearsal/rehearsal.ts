import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Inputs } from "./inputs.ts";
import type { Assignment, RehearsedResource, Report } from "./messages.ts";

/** What to rehearse, and against which API. */
export interface RehearsalOptions {
  /** Base URL of the API, for example http://127.0.0.1:1234/client/v4. */
  readonly api: string;
  /** CLOUDFLARE_API_TOKEN of the run; without it, the configuration must contain a token. */
  readonly apiToken?: string;
  /** HOME_ASSISTANT_TOKEN of the run. */
  readonly homeAssistantToken?: string;
  /** Name of the stack. */
  readonly stack: string;
  /** The stack's configuration; keys without a namespace belong to the program. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Folder for the bundles, instead of the configured one. */
  readonly bundleDirectory?: string;
  /** Folder of another program, whose index.ts is run instead of this project's. */
  readonly program?: string;
  /** Called for each look-up, resource and warning as it happens. */
  readonly onReport?: (report: Report) => void;
}

/** A successful run of the program. */
export interface Rehearsal {
  /** The stack's outputs as plain values. */
  readonly outputs: Inputs;
  /** Names of the outputs that Pulumi treats as secret. Outputs that only a provider marks as secret are missing. */
  readonly secretOutputs: readonly string[];
  /** All resources, including components, in the order in which they were finished. */
  readonly resources: readonly RehearsedResource[];
  /** Tokens of the look-ups, in the order in which they were finished. */
  readonly lookUps: readonly string[];
  readonly warnings: readonly string[];
}

/** A failed run of the program. The message is what `pulumi up` would tell the user. */
export class RehearsalFailure extends Error {
  /** The resources that were created before the failure and still exist. */
  readonly resources: readonly RehearsedResource[];

  constructor(message: string, resources: readonly RehearsedResource[]) {
    super(message);
    this.resources = resources;
  }
}

/**
 * Runs the real program (index.ts), or another one that uses the package, under Pulumi's mock monitor, and creates its
 * resources through an API. As under `pulumi up`, the program has a process of its own: Pulumi's stack, the token, the
 * API's address and the folder all belong to a process. So rehearsals can also run in parallel.
 * @throws RehearsalFailure
 */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  const { program: folder = join(import.meta.dirname, "..", "..") } = options;
  const child = fork(join(import.meta.dirname, "run-program.ts"), {
    cwd: folder,
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
  child.send(assignmentOf(options, join(folder, "index.ts")));
  await closed;
  return conclude(reports, talk);
}

function assignmentOf(options: RehearsalOptions, program: string): Assignment {
  const { api, apiToken, stack, config, bundleDirectory } = options;
  const all = { ...config, ...(bundleDirectory === undefined ? {} : { bundleDirectory }) };
  const entries = Object.entries(all).map(([key, value]) => [
    key.includes(":") ? key : `ha-mtls:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { stack, program, config: Object.fromEntries(entries) as Record<string, string>, api, apiToken };
}

function environmentOf({ api, apiToken, homeAssistantToken }: RehearsalOptions): NodeJS.ProcessEnv {
  // An undefined variable is not set in the child: a token in the caller's environment never reaches a rehearsal.
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
