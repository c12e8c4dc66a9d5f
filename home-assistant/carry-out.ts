import { Failure } from "../domain/failure.ts";
import { z } from "zod";
import type { HomeAssistantFacts } from "../domain/home-assistant/facts.ts";
import { isSame } from "../domain/home-assistant/plan-app.ts";
import { failed } from "../domain/home-assistant/problems.ts";
import { describeStep, type Step } from "../domain/home-assistant/steps.ts";
import { AnswerLost, CommandRefused } from "./answer.ts";
import type { HomeAssistant } from "./home-assistant.ts";
import { applyHttp, type Patience } from "./http-trial.ts";
import { installApp } from "./install-app.ts";
import { readFacts } from "./read-facts.ts";
import { readRepositories, type SupervisorRequest, tellSupervisor } from "./supervisor.ts";

export interface Work {
  /** Returns the remaining steps. @throws Failure if nothing may be changed */
  readonly plan: (facts: HomeAssistantFacts) => readonly Step[];
  /** Called with a description of each step before it is taken. */
  readonly tell: (text: string) => void;
  readonly patience?: Patience;
}

/** Many more than are ever needed. */
const mostSteps = 40;

/**
 * Takes the first remaining step, reads the facts again, and so on until no step remains. So an interrupted run continues
 * where it stopped, and other people's changes are noticed. Returns the facts in the end.
 * @throws Failure
 */
export async function carryOut(home: HomeAssistant, work: Work): Promise<HomeAssistantFacts> {
  let last: { readonly step: string; readonly outcome: string } | undefined;
  for (let count = 0; count < mostSteps; count += 1) {
    const facts = await readFacts(home);
    const [step] = work.plan(facts);
    if (step === undefined) {
      return facts;
    }
    const text = JSON.stringify(step);
    if (text === last?.step) {
      throw new Failure(failed(describeStep(step), last.outcome));
    }
    work.tell(describeStep(step));
    last = { step: text, outcome: await take(home, step, work) };
  }
  throw new Failure(failed("be set up", "somebody else keeps changing it"));
}

/**
 * Takes a step. Returns why it failed if it turns out not to be done: it may be done although the answer was lost, or
 * refused because somebody else has done it meanwhile.
 */
async function take(home: HomeAssistant, step: Step, work: Work): Promise<string> {
  try {
    await perform(home, step, work);
    return "it reported success, but nothing changed";
  } catch (error) {
    if (error instanceof AnswerLost) {
      home.close();
    } else if (!(error instanceof CommandRefused)) {
      throw error;
    }
    return error.message;
  }
}

async function perform(home: HomeAssistant, step: Step, { tell, patience }: Work): Promise<void> {
  switch (step.kind) {
    case "apply-http":
      await applyHttp(home, step.config, patience);
      return;
    case "set-external-url":
      await home.ask({ type: "config/core/update", external_url: step.url }, z.unknown());
      return;
    case "install-app":
      await installApp(home, step.slug, tell);
      return;
    case "remove-repository":
      await removeRepository(home, step.repository);
      return;
    default:
      await tellSupervisor(home, requestFor(step));
  }
}

function requestFor(step: Step): SupervisorRequest {
  // The Supervisor clones repositories, and waits until apps have started or stopped.
  const slow = { method: "post", patienceMs: 300_000 } as const;
  switch (step.kind) {
    case "add-repository":
      return { ...slow, endpoint: "/store/repositories", data: { repository: step.repository } };
    case "set-app-options": {
      const { options, boot, watchdog } = step;
      return { ...slow, endpoint: `/addons/${step.slug}/options`, data: { options, boot, watchdog } };
    }
    case "start-app":
      return { ...slow, endpoint: `/addons/${step.slug}/start` };
    case "stop-app":
      return { ...slow, endpoint: `/addons/${step.slug}/stop` };
    case "uninstall-app":
      return { ...slow, endpoint: `/addons/${step.slug}/uninstall` };
    default:
      throw new Error(`${step.kind} is not a single request`);
  }
}

async function removeRepository(home: HomeAssistant, repository: string): Promise<void> {
  const found = (await readRepositories(home)).find(({ source }) => isSame(source, repository.toLowerCase()));
  if (found !== undefined) {
    await tellSupervisor(home, { method: "delete", endpoint: `/store/repositories/${found.slug}` });
  }
}
