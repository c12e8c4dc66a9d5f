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
import { print, run, say } from "./run.ts";
import { readAccessToken, readOutputs } from "./stack.ts";

interface Flags {
  readonly stack?: string;
  readonly json: boolean;
}

const program = new Command("drift")
  .description(
    "Compares a deployed stack with what Cloudflare holds and how Home Assistant is set up, and names everything that differs. Changes nothing. " +
      "Exit code 0: nothing differs, 1: something does, 2: it could not be compared.",
  )
  .option("--stack <name>", "stack to work on; the selected one by default")
  .option("--json", "print the differences as JSON", false)
  .action(drift);

void run(program);

async function drift({ stack: option, json }: Flags): Promise<void> {
  const opened = await openStack(option);
  const { stack } = opened;
  const atCloudflare = await findDifferences(opened);
  const atHome = await findAtHome(opened);
  if (atHome.unseen !== undefined) {
    say(`Home Assistant was not looked at: ${formatProblem(atHome.unseen)}`);
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

async function findDifferences({ stack, home, state, api }: OpenStack): Promise<readonly Finding[]> {
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
  return [...found, ...shown.filter(({ urn }) => !told.has(urn))];
}

/** Only where the stack has set Home Assistant up are its tokens asked for. */
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
  const count = differences.length === 1 ? "1 difference" : `${differences.length} differences`;
  const byRefresh = differences.some((one) => one.byRefresh);
  return `${count}. ${byRefresh ? `To restore what was changed outside Pulumi: npx pulumi up --refresh --stack ${stack}` : "What to do is listed below each."}`;
}
