import { setTimeout } from "node:timers/promises";
import { findPulumi } from "../../../cli/pulumi.ts";
import { killTree, type Outcome } from "../../../testing/engine/run-cli.ts";
import type { LoggedRequest } from "cloudflare-simulator/request-log.ts";
import { describeEnd, type EndState } from "../end-state.ts";
import { EngineStack } from "../engine-stack.ts";
import { type FaultKind, Faults } from "./faults.ts";
import { complain, deletionsIn, findTwins } from "./judge-trial.ts";
import { moveIn } from "../neighbours.ts";
import type { Operation } from "./operations.ts";
import { Snapshot } from "../snapshot.ts";

/** A disturbed run, its repair, and the verdict. */
export interface Trial {
  readonly operation: string;
  readonly request: string;
  readonly kind: FaultKind;
  readonly exposures: number;
  /** The commands that repaired it, e.g. `cancel`, `adopt`, `up`. */
  readonly repairs: readonly string[];
  /** Why the trial failed; undefined when all is as it must be. */
  readonly complaint: string | undefined;
}

interface Undisturbed {
  readonly start: Snapshot;
  readonly end: EndState;
  readonly requests: readonly LoggedRequest[];
}

/** Disturbs an operation on one stack, in a zone that others use, too. Each trial starts from the same snapshot. */
export class FaultSweep {
  private readonly faults: Faults;

  private readonly stack: EngineStack;
  private readonly operation: Operation;
  private readonly undisturbed: Undisturbed;

  private constructor(stack: EngineStack, operation: Operation, undisturbed: Undisturbed) {
    this.stack = stack;
    this.operation = operation;
    this.undisturbed = undisturbed;
    this.faults = new Faults(stack);
  }

  /** The requests of the undisturbed run. */
  get requests(): readonly LoggedRequest[] {
    return this.undisturbed.requests;
  }

  static async prepare(operation: Operation): Promise<FaultSweep> {
    const stack = await EngineStack.create(operation.before ?? operation.after);
    if (operation.alone !== true) await moveIn(stack.simulator);
    if (operation.before !== undefined) {
      mustSucceed(await stack.up());
      await expectEntrants(stack, operation);
    }
    const start = Snapshot.take(stack);
    const mark = stack.mark();
    mustSucceed(await run(stack, operation));
    const requests = stack.simulator.requests().slice(mark);
    return new FaultSweep(stack, operation, { start, end: describeEnd(stack.simulator.state), requests });
  }

  /** @param index which request of the undisturbed run is disturbed */
  async disturb(index: number, kind: FaultKind): Promise<Trial> {
    const { stack, operation, undisturbed } = this;
    const { simulator } = stack;
    undisturbed.start.restore(stack);
    const [mark, exposed] = [stack.mark(), simulator.exposures().length];
    await this.faults.setFor(this.requests, index, kind);
    const failed = await (kind.startsWith("kill") ? this.runAndKill() : run(stack, operation));
    await this.faults.clear();
    const repairs = failed.code === 0 ? [] : await this.repair();
    const exposures = simulator.exposures().length - exposed;
    const target = this.requests[index];
    return {
      operation: operation.name,
      request: `${target?.method ?? ""} ${target?.path ?? ""}`.replaceAll(/[0-9a-f]{32}|[0-9a-f-]{36}/g, "…"),
      kind,
      exposures,
      repairs,
      complaint: complain({
        end: describeEnd(simulator.state),
        wanted: undisturbed.end,
        exposures,
        repairs,
        deletions: deletionsIn(simulator.requests().slice(mark)),
        usualDeletions: deletionsIn(this.requests),
        unnamedTwins: await this.findUnnamedTwins(),
      }),
    };
  }

  async close(): Promise<void> {
    this.undisturbed.start.remove();
    await this.stack.close();
  }

  /** Kills the CLI with all its descendants as soon as the disturbed request arrives. */
  private async runAndKill(): Promise<Outcome> {
    const { stack, operation } = this;
    const word = operation.after === undefined ? "destroy" : "up";
    if (operation.after !== undefined) stack.write(operation.after);
    let watching = true;
    const watch = async (pid: number): Promise<void> => {
      while (watching && !(await this.faults.areSpent())) await setTimeout(20);
      if (watching) killTree(pid);
    };
    const words = [word, "--yes", "--skip-preview", "--stack", "test", "--non-interactive"];
    const outcome = await stack.run(findPulumi() ?? "", words, (pid) => void watch(pid));
    watching = false;
    return outcome;
  }

  /** Does what the owner would do: the same run again, and before that what its error advises. */
  private async repair(): Promise<string[]> {
    const { stack, operation } = this;
    const word = operation.after === undefined ? "destroy" : "up";
    const done: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const again = await run(stack, operation);
      done.push(word);
      if (again.code === 0) return done;
      if (again.text.includes("pulumi cancel")) {
        mustSucceed(await stack.pulumi("cancel", "--yes", "--stack", "test"));
        done.push("cancel");
      } else if (round < 3) {
        const adopt = await stack.npmRun("adopt", "--yes", "--stack", "test");
        done.push("adopt");
        if (adopt.code !== 0) return [...done, `failed: ${adopt.text.slice(-1500)}`];
      } else {
        return [...done, `failed: ${again.text.slice(-1500)}`];
      }
    }
    return done;
  }

  /** Returns the twins that no preview reports. A destroyed stack has no preview, and its remaining certificates open nothing. */
  private async findUnnamedTwins(): Promise<string[]> {
    const twins = this.operation.after === undefined ? [] : findTwins(this.stack.simulator.state);
    const preview = twins.length === 0 ? undefined : await this.stack.preview();
    return twins.filter((id) => !(preview?.text ?? "").includes(`revoke-certificate ${id}`));
  }
}

/** Tells the simulator who may enter where at any time during the operation. */
async function expectEntrants(stack: EngineStack, { entrants = {}, lanes = [] }: Operation): Promise<void> {
  const { devices } = (await stack.outputs()) as { devices: Record<string, { pin: string }> };
  const hosts = Object.entries(entrants).map(([hostname, names]) => [
    hostname,
    names.map((name) => devices[name]?.pin ?? ""),
  ]);
  await stack.control("PUT", "expectations", { hosts: Object.fromEntries(hosts) as object, lanes });
}

async function run(stack: EngineStack, operation: Operation): Promise<Outcome> {
  if (operation.after === undefined) return stack.destroy();
  stack.write(operation.after);
  return stack.up();
}

function mustSucceed(outcome: Outcome): void {
  if (outcome.code !== 0) throw new Error(outcome.text);
}
