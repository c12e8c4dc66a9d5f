import type { Home } from "../../domain/configuration/home.ts";
import { type Difference, findDifferences, type Part } from "../../domain/home-assistant/differences.ts";
import { tunnelOf } from "../../domain/home-assistant/facts.ts";
import { describeNotes } from "../../domain/home-assistant/notes.ts";
import { planHomeAssistant, proxiesOf, unconfirmedTrial } from "../../domain/home-assistant/plan.ts";
import { trialFailed } from "../../domain/home-assistant/problems.ts";
import { describeRepairs } from "../../domain/home-assistant/repairs.ts";
import { describeWork } from "../../domain/home-assistant/steps.ts";
import { homeAssistantService } from "../../domain/home-assistant/wanted.ts";
import { findIdleWebhooks } from "../../domain/home-assistant/webhooks.ts";
import { type CloseLook, isSetUp, type Look, lookClosely, type Looked } from "../home-assistant/look.ts";
import { type Diagnosis, fine, problem, warning } from "./diagnosis.ts";

/** Checks Home Assistant, if the stack sets it up. Changes nothing; if it can't be read, that is one finding. */
export async function checkHomeAssistant(looked: Looked): Promise<Diagnosis[]> {
  const look = await lookClosely(looked);
  if (look === undefined) {
    return [];
  }
  if ("code" in look) {
    const isTokenMissing = look.code === "no-home-assistant-token";
    return [
      problem(
        look,
        isTokenMissing ? "Without it, every run stops." : "Until then, no run can set up Home Assistant.",
      ),
    ];
  }
  const { url, facts } = look;
  return [
    fine(`Home Assistant ${facts.version} answers at ${url}, and the access token is an administrator's`),
    ...(isSetUp(looked.state) ? checkParts(look) : checkPlan(look)),
    ...describeNotes(facts, look.wanted).map((note) =>
      warning(note, "Only you can do this: no program can."),
    ),
    ...checkTrial(look),
    ...describeRepairs(look.repairs, facts.supervisor?.apps ?? []).map((found) =>
      warning(found, "Home Assistant reports this itself."),
    ),
    ...checkWebhooks(looked.home, look),
  ];
}

/** Lanes at the hostnames of other services don't lead to Home Assistant's webhooks. */
function checkWebhooks(home: Home, { webhooks }: CloseLook): Diagnosis[] {
  const own = home.lanes.filter(({ hostname }) => hostname === homeAssistantService(home)?.hostname);
  const idle = webhooks === undefined ? [] : findIdleWebhooks(own, webhooks);
  return idle.map((found) => warning(found, "Its callers get 200, as if it had worked."));
}

/** Before the first run: what that run will do, in a preview's words. */
function checkPlan({ url, facts, wanted }: Look): Diagnosis[] {
  const { steps, problems } = planHomeAssistant(facts, wanted);
  const work = describeWork(url, facts.version, steps);
  return [
    ...(facts.supervisor === undefined
      ? []
      : [fine("it has a Supervisor, which installs the connector's app")]),
    ...problems.map((found) => problem(found, "Until then, a run leaves Home Assistant unchanged.")),
    ...(work === "" ? [] : [fine(work.replaceAll("\n", "\n       "))]),
  ];
}

const why: Readonly<Record<Part, string>> = {
  proxies: "Home Assistant answers 400 to every request through the tunnel.",
  app: "Without it, no connector runs the tunnel, either now or after the next restart.",
  address: "Apps and links use it away from home.",
};

function checkParts(look: Look): Diagnosis[] {
  const found = findDifferences(look.facts, look.wanted);
  const blocked = found.some(({ part }) => part === undefined);
  const parts: readonly Part[] = ["app", "proxies", "address"];
  return parts
    .flatMap((part) => {
      const difference = found.find((one) => one.part === part);
      // A problem that blocks the plan leaves the parts unchecked.
      return difference === undefined ? (blocked ? [] : praise(part, look)) : [judge(difference)];
    })
    .concat(found.filter(({ part }) => part === undefined).map(judge));
}

function judge({ part, problem: found }: Difference): Diagnosis {
  if (part === undefined) {
    return problem(found, "Until then, a run leaves Home Assistant unchanged.");
  }
  return part === "address" ? warning(found, why[part]) : problem(found, why[part]);
}

function praise(part: Part, { facts, wanted }: Look): Diagnosis[] {
  const { supervisor, http, externalUrl } = facts;
  if (part === "address") {
    return [fine(`Home Assistant's external address is ${externalUrl ?? "not set, and left alone"}`)];
  }
  if (part === "proxies") {
    const proxies = http === undefined ? undefined : proxiesOf(facts, wanted);
    return proxies === undefined
      ? []
      : [fine(`Home Assistant trusts the connector's requests from ${proxies.join(", ")}`)];
  }
  const app = supervisor?.apps.find((one) => tunnelOf(one) === wanted.tunnelId);
  return app === undefined ? [] : [fine(`Home Assistant's app ${app.slug} runs the stack's tunnel`)];
}

function checkTrial({ facts, wanted }: Look): Diagnosis[] {
  const { http } = facts;
  if (http?.pending === undefined) {
    return [];
  }
  if (http.error !== undefined) {
    return [warning(trialFailed(http.error), "Whoever changed them may think that they took effect.")];
  }
  const isTold = planHomeAssistant(facts, wanted).problems.includes(unconfirmedTrial);
  return isTold ? [] : [warning(unconfirmedTrial, "Home Assistant discards settings that nobody confirms.")];
}
