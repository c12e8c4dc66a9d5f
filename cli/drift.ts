import { Command } from "commander";
import { formatProblem } from "../domain/errors.ts";
import { Failure } from "../domain/failure.ts";
import type { Finding } from "../zone/findings/finding.ts";
import { identifyZone } from "../zone/identify.ts";
import { readZone } from "../zone/read-zone.ts";
import { resourcesOf } from "../zone/state.ts";
import { describeSteps } from "./drift/describe-steps.ts";
import { findDrift } from "./drift/find-drift.ts";
import { comparePreview, stopped } from "./drift/preview.ts";
import { openStack } from "./open-stack.ts";
import { print, run, say } from "./run.ts";

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
  const { stack, differences } = await findDifferences(option);
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

async function findDifferences(option: string | undefined) {
  const { stack, home, state, api } = await openStack(option);
  if (resourcesOf(state).every(({ id }) => id === undefined)) {
    throw new Failure({
      code: "not-deployed",
      where: `stack ${stack}`,
      what: "has not been deployed yet: there is nothing to compare",
      fix: `Deploy it: npx pulumi up --stack ${stack}`,
    });
  }
  const identity = await identifyZone(api, home.configuration);
  const zone = await readZone(api, identity, { home, state, certificates: "all" });
  const found = findDrift({ home, state, zone });
  const { steps, stoppedBy } = await comparePreview(stack);
  if (stoppedBy !== undefined && found.length === 0) {
    throw stopped(stack, stoppedBy);
  }
  if (stoppedBy !== undefined) {
    say("Pulumi stops here until this is fixed; there may be more.");
  }
  const told = new Set(found.map(({ urn }) => urn));
  // A stopped preview knows only part of the program: what it has not come to would look deleted.
  const shown = stoppedBy === undefined ? describeSteps(steps, state) : [];
  return { stack, differences: [...found, ...shown.filter(({ urn }) => !told.has(urn))] };
}

function conclude(stack: string, differences: readonly Finding[]): string {
  if (differences.length === 0) {
    return `Stack ${stack} and Cloudflare agree.`;
  }
  const count = differences.length === 1 ? "1 difference" : `${differences.length} differences`;
  const byRefresh = differences.some((one) => one.byRefresh);
  return `${count}. ${byRefresh ? `To restore what was changed outside Pulumi: npx pulumi up --refresh --stack ${stack}` : "What to do is listed below each."}`;
}
