import { Command } from "commander";
import { formatProblem } from "../domain/errors.ts";
import { connect } from "./cloudflare.ts";
import { describeSteps } from "./drift/describe-steps.ts";
import type { Difference } from "./drift/difference.ts";
import { findHidden } from "./drift/find-hidden.ts";
import { comparePreview, stopped } from "./drift/preview.ts";
import { Failure } from "./failure.ts";
import { readLive } from "./live.ts";
import { print, run, say } from "./run.ts";
import { readApiToken, readHome, selectStack } from "./stack.ts";
import { readState, resourcesOf } from "./state.ts";
import { identifyZone } from "./zone.ts";

interface Flags {
  readonly stack?: string;
  readonly json: boolean;
}

const program = new Command("drift")
  .description(
    "Compares a deployed stack with what Cloudflare holds, and names everything that differs. Changes nothing. " +
      "Exit code 0: nothing differs, 1: something does, 2: it could not be compared.",
  )
  .option("--stack <name>", "stack to work on; the selected one by default")
  .option("--json", "print the differences as JSON", false)
  .action(drift);

void run(program);

async function drift({ stack: option, json }: Flags): Promise<void> {
  const stack = await selectStack(option);
  const differences = await findDifferences(stack);
  if (json) {
    print({ stack, differences: differences.map(({ problem }) => problem) });
  } else {
    differences.forEach(({ problem }) => {
      print(formatProblem(problem));
    });
    say(conclude(stack, differences));
  }
  process.exitCode = differences.length === 0 ? 0 : 1;
}

async function findDifferences(stack: string): Promise<Difference[]> {
  const home = await readHome(stack);
  const state = await readState(stack);
  if (resourcesOf(state).every(({ id }) => id === undefined)) {
    throw new Failure({
      code: "not-deployed",
      where: `stack ${stack}`,
      what: "has not been deployed yet: there is nothing to compare",
      fix: `Deploy it: npx pulumi up --stack ${stack}`,
    });
  }
  const api = connect(await readApiToken(stack));
  const live = await readLive(api, await identifyZone(api, home.configuration), home);
  const hidden = await findHidden(api, { home, state, live });
  const { steps, stoppedBy } = await comparePreview(stack);
  if (stoppedBy !== undefined && hidden.length === 0) {
    throw stopped(stack, stoppedBy);
  }
  if (stoppedBy !== undefined) {
    say("Pulumi stops here until this is fixed; there may be more.");
  }
  const told = new Set(hidden.flatMap(({ urns }) => urns));
  // A stopped preview knows only part of the program: what it has not come to would look deleted.
  const shown = stoppedBy === undefined ? describeSteps(steps, state) : [];
  return [...hidden, ...shown.filter(({ urns }) => !urns.some((urn) => told.has(urn)))];
}

function conclude(stack: string, differences: readonly Difference[]): string {
  if (differences.length === 0) {
    return `Stack ${stack} and Cloudflare agree.`;
  }
  const count = differences.length === 1 ? "1 difference" : `${differences.length} differences`;
  const byUp = differences.some(({ problem }) => problem.fix.includes("npx pulumi up --refresh"));
  return `${count}. ${byUp ? `To restore what was changed outside Pulumi: npx pulumi up --refresh --stack ${stack}` : "What to do is listed below each."}`;
}
