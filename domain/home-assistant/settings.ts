import { z } from "zod";
import { homeAssistantUrl, laneAddress } from "../configuration/fields.ts";
import { ExternalUrl } from "../configuration/home-settings.ts";
import { says } from "../configuration/mistake.ts";

/** What the stack is to do at Home Assistant itself. */
export const homeAssistant = z.strictObject({
  url: homeAssistantUrl.describe(
    "Where this machine reaches Home Assistant, for example http://homeassistant.local:8123.",
  ),
  externalUrl: z
    .enum(ExternalUrl)
    .default("set")
    .describe(
      "Home Assistant's external address: set makes it the first service's, leave keeps what is there.",
    ),
  takeOverApp: z
    .boolean()
    .optional()
    .describe("True lets the stack use a Cloudflared app that already runs another tunnel."),
  trustedProxies: z
    .array(laneAddress)
    .min(1, says("is empty", "Name at least one address, or take the setting out."))
    .optional()
    .describe(
      "Addresses or ranges that the connector's requests come from; by default those of the Cloudflared app, or of this machine's own cloudflared.",
    ),
});

export type HomeAssistantChoice = z.output<typeof homeAssistant>;
