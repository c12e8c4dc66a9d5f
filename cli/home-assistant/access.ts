import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { tokensOf } from "../../home-assistant/tokens.ts";
import { readConfiguration, readHomeAssistantToken } from "../stack.ts";

/**
 * Home Assistant, as the stack speaks to it: at the address of its configuration, with the access token of its
 * configuration or HOME_ASSISTANT_TOKEN. Undefined where the stack has no such access.
 * @throws Failure with every mistake in the configuration
 */
export async function openHomeAssistant(stack: string): Promise<HomeAssistant | undefined> {
  const { homeAssistant } = await readConfiguration(stack);
  if (homeAssistant === undefined) {
    return undefined;
  }
  const tokens = tokensOf({
    ...process.env,
    CONFIGURED_HOME_ASSISTANT_TOKEN: await readHomeAssistantToken(stack),
  });
  return tokens.length === 0 ? undefined : new HomeAssistant({ url: homeAssistant.url, tokens });
}
