import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { formatProblem } from "../domain/errors.ts";
import { Failure } from "../domain/failure.ts";
import { describeNotes } from "../domain/home-assistant/notes.ts";
import { planHomeAssistant } from "../domain/home-assistant/plan.ts";
import { describeStep, describeWork, type Step } from "../domain/home-assistant/steps.ts";
import type { HomeAssistantChoices } from "../domain/home-assistant/wanted.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import { findHomeAssistantSetup, resourcesOf, type StackState, textOutput } from "../zone/state.ts";
import { comparesOnly } from "./compares-only.ts";
import { readOwnState } from "./read-own-state.ts";

/**
 * Looks at Home Assistant before anything is created, and reports what the run will do there. Problems are only warnings
 * here, because they fail Home Assistant's own resource and nothing else.
 * Returns an input for its commands, which stays the same while everything is as the last run left it, and changes
 * whenever there is something to do.
 */
export async function surveyHomeAssistant(choices: HomeAssistantChoices, token: string): Promise<string> {
  const own = await readOwnState();
  const before = recallSeen(own);
  if (comparesOnly()) {
    return before ?? "";
  }
  const { HomeAssistant, readFacts } = await loadClient();
  const home = new HomeAssistant({ url: choices.url, tokens: [token] });
  try {
    const facts = await readFacts(home);
    const wanted = { ...choices, tunnelId: resourcesOf(own, typeTokens.tunnel)[0]?.id, token: undefined };
    const { steps, problems } = planHomeAssistant(facts, wanted);
    for (const warning of [...problems, ...(before === undefined ? describeNotes(facts, wanted) : [])]) {
      await pulumi.log.warn(formatProblem(warning));
    }
    await tell(choices.url, facts.version, steps);
    return steps.length === 0 ? (before ?? "") : digest([before ?? "", ...steps.map(describeStep)]);
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    await pulumi.log.warn(error.message);
    return before ?? "";
  } finally {
    home.close();
  }
}

/** Loads the client only if it is needed, because that takes 40 ms. */
async function loadClient() {
  const [{ HomeAssistant }, { readFacts }] = await Promise.all([
    import("../home-assistant/home-assistant.ts"),
    import("../home-assistant/read-facts.ts"),
  ]);
  return { HomeAssistant, readFacts };
}

async function tell(url: string, version: string, steps: readonly Step[]): Promise<void> {
  if (steps.length > 0) {
    await pulumi.log.info(describeWork(url, version, steps));
  }
}

/** Returns the input of the last run. */
function recallSeen(state: StackState): string | undefined {
  const setup = findHomeAssistantSetup(state);
  const stdout = setup && textOutput(setup, "stdout");
  return stdout === undefined ? undefined : (JSON.parse(stdout) as { seen: string }).seen;
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
}
