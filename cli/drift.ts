import { Command } from "commander";
import { formatProblem } from "../domain/errors.ts";
import { Failure } from "../domain/failure.ts";
import type { Finding } from "../zone/findings/finding.ts";
import { identifyZone } from "../zone/identify.ts";
import { readZone } from "../zone/read-zone.ts";
import { resourcesOf } from "../zone/state.ts";
import { isSetUp } from "./home-assistant/look.ts";
import { describeSteps } from "./drift/describe-steps.ts";
import { findDrift } from "./drift/find-drift.ts";
import { findHomeAssistantDrift, type HomeAssistantDrift } from "./drift/find-home-assistant-drift.ts";
import { comparePreview, stopped } from "./drift/preview.ts";
import { openStack, type OpenStack } from "./open-stack.ts";
import { counted, print, run, say, stackOption } from "./run.ts";
import { readAccessToken, readOutputs } from "./stack.ts";

interface Flags {
  readonly stack?: string;
  readonly json: boolean;
}

const program = new Command("drift")
  .description(
    "Compares a deployed stack with Cloudflare and Home Assistant, and lists all differences. Changes nothing. " +
      "Exit code 0: no differences, 1: differences, 2: the comparison failed.",
  )
  .option(...stackOption)
  .option("--json", "print the differences as JSON", false)
  .action(drift);

void run(program);

async function drift({ stack: option, json }: Flags): Promise<void> {
  const opened = await openStack(option);
  const { stack } = opened;
  const atCloudflare = await findAtCloudflare(opened);
  const atHome = await findAtHome(opened);
  if (atHome.unseen !== undefined) {
    say(`Home Assistant was not checked: ${formatProblem(atHome.unseen)}`);
  }
  const differences = [...atCloudflare, ...atHome.differences];
  if (json) {
    print({ stack, differences: differences.map(({ problem }) => problem) });
  } else {
    differences.forEach(({ problem }) => {
      print(formatProblem(problem));
    });
    say(conclude(stack, differences, atHome.isSeen));
  }
  process.exitCode = differences.length === 0 ? 0 : 1;
}

async function findAtCloudflare({ stack, home, state, api }: OpenStack): Promise<readonly Finding[]> {
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
  if (stoppedBy !== undefined) {
    if (found.length === 0) {
      throw stopped(stack, stoppedBy);
    }
    say("Pulumi can't compare the rest until these are fixed, so there may be more.");
    // A preview that stopped has registered only a part of the program: the rest would look deleted.
    return found;
  }
  const known = new Set(found.map(({ urn }) => urn));
  return [...found, ...describeSteps(steps, state).filter(({ urn }) => !known.has(urn))];
}

/** Reads the tokens only when the stack has set Home Assistant up. */
async function findAtHome({ stack, home, state }: OpenStack): Promise<HomeAssistantDrift> {
  const isLookedAt = home.configuration.homeAssistant !== undefined && isSetUp(state);
  const accessToken = isLookedAt ? await readAccessToken(stack) : undefined;
  const tunnelToken = accessToken === undefined ? undefined : (await readOutputs(stack)).tunnelToken;
  return findHomeAssistantDrift({ home, state, accessToken, tunnelToken });
}

function conclude(stack: string, differences: readonly Finding[], isHomeSeen: boolean): string {
  if (differences.length === 0) {
    return isHomeSeen
      ? `Stack ${stack}, Cloudflare and Home Assistant agree.`
      : `Stack ${stack} and Cloudflare agree.`;
  }
  const next = differences.some(({ byRefresh }) => byRefresh)
    ? `To restore what was changed outside Pulumi: npx pulumi up --refresh --stack ${stack}`
    : "Each one is listed with what to do.";
  return `${counted(differences.length, "difference")}. ${next}`;
}
