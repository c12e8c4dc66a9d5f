import type { Home } from "../../domain/configuration/home.ts";
import type { Problem } from "../../domain/errors.ts";
import { Failure } from "../../domain/failure.ts";
import type { HomeAssistantFacts } from "../../domain/home-assistant/facts.ts";
import type { WantedHomeAssistant } from "../../domain/home-assistant/plan.ts";
import { noHomeAssistantToken } from "../../domain/home-assistant/problems.ts";
import type { Repair } from "../../domain/home-assistant/repairs.ts";
import type { Webhook } from "../../domain/home-assistant/webhooks.ts";
import { chooseHomeAssistant } from "../../domain/home-assistant/wanted.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { readFacts } from "../../home-assistant/read-facts.ts";
import { readRepairs } from "../../home-assistant/read-repairs.ts";
import { readWebhooks } from "../../home-assistant/read-webhooks.ts";
import { findHomeAssistantSetup, resourcesOf, type StackState } from "../../zone/state.ts";

/** What Home Assistant says of itself, and what the stack wants of it. */
export interface Look {
  readonly url: string;
  readonly facts: HomeAssistantFacts;
  readonly wanted: WantedHomeAssistant;
}

/** What doctor reads as well. */
export interface CloseLook extends Look {
  readonly repairs: readonly Repair[];
  /** Undefined where it does not list them. */
  readonly webhooks: readonly Webhook[] | undefined;
}

export interface Looked {
  readonly home: Home;
  readonly state: StackState;
  /** Home Assistant's access token; undefined where there is none. */
  readonly accessToken: string | undefined;
  /** What cloudflared has to be started with; undefined where only the tunnel matters. A secret. */
  readonly tunnelToken?: string | undefined;
}

/** Looks at Home Assistant, and changes nothing. Gives what is in the way; undefined where the stack leaves Home Assistant alone. */
export function lookAtHomeAssistant(looked: Looked): Promise<Look | Problem | undefined> {
  return open(looked, (_client, look) => Promise.resolve(look));
}

/** The same, with what only doctor reports. */
export function lookClosely(looked: Looked): Promise<CloseLook | Problem | undefined> {
  return open(looked, async (client, look) => ({
    ...look,
    repairs: await readRepairs(client),
    webhooks: await readWebhooks(client),
  }));
}

async function open<T>(
  looked: Looked,
  read: (client: HomeAssistant, look: Look) => Promise<T>,
): Promise<T | Problem | undefined> {
  const { home, state, accessToken, tunnelToken: token } = looked;
  const choices = chooseHomeAssistant(home);
  if (choices === undefined) {
    return undefined;
  }
  if (accessToken === undefined) {
    return noHomeAssistantToken;
  }
  const { url } = choices;
  const client = new HomeAssistant({ url, tokens: [accessToken] });
  try {
    const facts = await readFacts(client);
    const tunnelId = resourcesOf(state, typeTokens.tunnel)[0]?.id;
    return await read(client, { url, facts, wanted: { ...choices, tunnelId, token } });
  } catch (error) {
    const [problem] = error instanceof Failure ? error.problems : [];
    if (problem === undefined) {
      throw error;
    }
    return problem;
  } finally {
    client.close();
  }
}

/** Whether a run has set Home Assistant up. */
export function isSetUp(state: StackState): boolean {
  return findHomeAssistantSetup(state) !== undefined;
}
