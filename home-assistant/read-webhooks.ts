import { z } from "zod";
import type { Webhook } from "../domain/home-assistant/webhooks.ts";
import { CommandRefused } from "./answer.ts";
import type { HomeAssistant } from "./home-assistant.ts";

/** `local_only` is null where an integration does not say: Home Assistant then lets every caller in. */
const webhooks = z.array(z.object({ webhook_id: z.string(), local_only: z.boolean().nullish() }));

/**
 * Reads the webhooks that are registered; undefined where Home Assistant does not list them.
 * https://github.com/home-assistant/core/blob/dev/homeassistant/components/webhook/__init__.py
 * @throws AnswerLost, Failure
 */
export async function readWebhooks(home: HomeAssistant): Promise<Webhook[] | undefined> {
  try {
    const listed = await home.ask({ type: "webhook/list" }, webhooks);
    return listed.map(({ webhook_id, local_only }) => ({ id: webhook_id, localOnly: local_only ?? false }));
  } catch (error) {
    if (error instanceof CommandRefused) {
      return undefined;
    }
    throw error;
  }
}
