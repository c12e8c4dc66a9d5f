import { z } from "zod";
import type { Webhook } from "../domain/home-assistant/webhooks.ts";
import { AnswerLost, CommandRefused, unless } from "./answer.ts";
import type { HomeAssistant } from "./home-assistant.ts";

/** `local_only` is null where an integration does not say: Home Assistant then lets every caller in. */
const webhooks = z.array(z.object({ webhook_id: z.string(), local_only: z.boolean().nullish() }));

/**
 * Reads the webhooks that are registered; undefined if Home Assistant does not list them, or its answer is lost.
 * https://github.com/home-assistant/core/blob/dev/homeassistant/components/webhook/__init__.py
 * @throws Failure
 */
export async function readWebhooks(home: HomeAssistant): Promise<Webhook[] | undefined> {
  const listed = await unless(home.ask({ type: "webhook/list" }, webhooks), CommandRefused, AnswerLost);
  return listed?.map(({ webhook_id, local_only }) => ({ id: webhook_id, localOnly: local_only ?? false }));
}
