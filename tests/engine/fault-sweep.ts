import { findPulumi } from "../../cli/pulumi";
import type { LoggedRequest } from "../../simulator/request-log";
import { describeEnd, type EndState } from "./end-state";
import { EngineStack, example, type Outcome, type StackFile } from "./engine-stack";
import { Snapshot } from "./snapshot";

/** One edit of the stack file, or a destroy, that the sweep disturbs. */
export interface Operation {
  readonly name: string;
  readonly before: StackFile | undefined;
  /** Undefined destroys. */
  readonly after: StackFile | undefined;
}

const [anna, ben] = example.devices ?? [];
const devices = [anna, ben].filter((device) => device !== undefined);

export const operations: readonly Operation[] = [
  { name: "create", before: undefined, after: example },
  { name: "add", before: example, after: { ...example, devices: [...devices, { name: "carla-phone" }] } },
  { name: "remove", before: example, after: { ...example, devices: devices.slice(1) } },
  {
    name: "replace",
    before: example,
    after: { ...example, devices: devices.map((device) => ({ ...device, validityDays: 90 })) },
  },
  { name: "rename", before: example, after: { ...example, hostname: "home.example.com" } },
  { name: "destroy", before: example, after: undefined },
];

export const faultKinds = ["500", "403", "reset before", "reset after", "kill before", "kill after"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What one disturbed run and its repair came to. */
export interface Trial {
  readonly operation: string;
  readonly request: string;
  readonly kind: FaultKind;
  readonly exposures: number;
  /** Commands that it took after the failure, e.g. `cancel`, `adopt`, `up`. */
  readonly repairs: readonly string[];
  /** Why the trial failed; undefined when all is as it must be. */
  readonly complaint: string | undefined;
}

interface Undisturbed {
  readonly start: Snapshot;
  readonly end: EndState;
  readonly requests: readonly LoggedRequest[];
}

/** Disturbs operations on one stack, going back to the same beginning before every trial. */
export class FaultSweep {
  private readonly stack: EngineStack;
  private readonly operation: Operation;
  private readonly start: Snapshot;
  private readonly wanted: EndState;
  /** The requests of an undisturbed run. */
  readonly requests: readonly LoggedRequest[];

  private constructor(stack: EngineStack, operation: Operation, undisturbed: Undisturbed) {
    this.stack = stack;
    this.operation = operation;
    this.start = undisturbed.start;
    this.wanted = undisturbed.end;
    this.requests = undisturbed.requests;
  }

  static async prepare(operation: Operation): Promise<FaultSweep> {
    const stack = await EngineStack.create(operation.before ?? operation.after);
    if (operation.before !== undefined) {
      mustSucceed(await stack.up());
    }
    const start = Snapshot.take(stack);
    const mark = stack.mark();
    mustSucceed(await run(stack, operation));
    const requests = stack.simulator.requests().slice(mark);
    return new FaultSweep(stack, operation, { start, end: describeEnd(stack.simulator.state), requests });
  }

  /** @param index which request of the undisturbed run is disturbed */
  async disturb(index: number, kind: FaultKind): Promise<Trial> {
    const { stack, operation } = this;
    const target = this.requests[index];
    this.start.restore(stack);
    const exposed = stack.simulator.exposures().length;
    const failed = await this.runDisturbed(index, kind);
    await this.clearFaults();
    const repairs = failed.code === 0 ? [] : await this.repair();
    const exposures = stack.simulator.exposures().length - exposed;
    const end = describeEnd(stack.simulator.state);
    return {
      operation: operation.name,
      request: `${target?.method ?? ""} ${target?.path ?? ""}`.replaceAll(/[0-9a-f]{32}|[0-9a-f-]{36}/g, "…"),
      kind,
      exposures,
      repairs,
      complaint: complain({ end, wanted: this.wanted, exposures, repairs, failed }),
    };
  }

  async close(): Promise<void> {
    this.start.remove();
    await this.stack.close();
  }

  private async runDisturbed(index: number, kind: FaultKind): Promise<Outcome> {
    const target = this.requests[index];
    const path = (target?.path ?? "").replace("/client/v4", "");
    const earlier = this.requests.slice(0, index).filter((request) => sameKind(request, target)).length;
    await this.control("POST", {
      method: target?.method,
      path: `^${escape(path).replaceAll(/[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}/g, "[0-9a-f-]+")}$`,
      nth: earlier + 1,
      ...faultFor(kind),
    });
    return kind.startsWith("kill") ? this.runAndKill() : run(this.stack, this.operation);
  }

  /** Kills the CLI with all its children as soon as the disturbed request has come in. */
  private async runAndKill(): Promise<Outcome> {
    const { stack, operation } = this;
    if (operation.after !== undefined) {
      stack.write(operation.after);
    }
    const words = [
      operation.after === undefined ? "destroy" : "up",
      "--yes",
      "--skip-preview",
      "--stack",
      "test",
    ];
    let watch: NodeJS.Timeout | undefined;
    const outcome = await stack.run(
      findPulumi() ?? "",
      [...words, "--non-interactive", "--color", "never"],
      (pid) => {
        watch = setInterval(() => {
          void this.faultsLeft().then((left) => {
            if (left === 0) {
              clearInterval(watch);
              killGroup(pid);
            }
          });
        }, 20);
      },
    );
    clearInterval(watch);
    return outcome;
  }

  private async repair(): Promise<string[]> {
    const { stack, operation } = this;
    const done: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const again = await run(stack, operation);
      done.push(operation.after === undefined ? "destroy" : "up");
      if (again.code === 0) {
        return done;
      }
      if (again.text.includes("pulumi cancel")) {
        mustSucceed(await stack.pulumi("cancel", "--yes", "--stack", "test"));
        done.push("cancel");
      } else {
        mustSucceed(await stack.npmRun("adopt", "--yes", "--stack", "test"));
        done.push("adopt");
      }
    }
    const last = await run(stack, operation);
    return last.code === 0 ? [...done, "up"] : [...done, `failed: ${last.text.slice(-1500)}`];
  }

  private async clearFaults(): Promise<void> {
    await this.control("DELETE");
  }

  private async faultsLeft(): Promise<number> {
    const answer = await fetch(this.controlUrl());
    return ((await answer.json()) as unknown[]).length;
  }

  private async control(method: string, body?: object): Promise<void> {
    const init =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const answer = await fetch(this.controlUrl(), { method, ...init });
    if (!answer.ok) {
      throw new Error(await answer.text());
    }
  }

  private controlUrl(): string {
    return `${this.stack.simulator.api.replace("/client/v4", "")}/_simulator/faults`;
  }
}

async function run(stack: EngineStack, operation: Operation): Promise<Outcome> {
  if (operation.after === undefined) {
    return stack.destroy();
  }
  stack.write(operation.after);
  return stack.up();
}

/** A run that has just ended by itself has no group any more. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
      throw error;
    }
  }
}

function faultFor(kind: FaultKind): object {
  switch (kind) {
    case "500":
      return { status: 500 };
    case "403":
      return { status: 403 };
    case "reset before":
      return { reset: "before" };
    case "reset after":
    case "kill after":
      return { reset: "after" };
    case "kill before":
      return { hang: true };
  }
}

function complain(trial: {
  end: EndState;
  wanted: EndState;
  exposures: number;
  repairs: readonly string[];
  failed: Outcome;
}): string | undefined {
  if (trial.exposures > 0) {
    return "a stranger could come in";
  }
  const stuck = trial.repairs.find((step) => step.startsWith("failed"));
  if (stuck !== undefined) {
    return stuck;
  }
  return JSON.stringify(trial.end) === JSON.stringify(trial.wanted)
    ? undefined
    : `ended as ${JSON.stringify(trial.end)}\n  instead of ${JSON.stringify(trial.wanted)}\n${trial.failed.text.slice(-800)}`;
}

function sameKind(one: LoggedRequest, other: LoggedRequest | undefined): boolean {
  const shape = (path: string) => path.replaceAll(/[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}/g, "…");
  return one.method === other?.method && shape(one.path) === shape(other.path);
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function mustSucceed(outcome: Outcome): void {
  if (outcome.code !== 0) {
    throw new Error(outcome.text);
  }
}
