import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { readAccessToken, readConfiguration } from "../stack.ts";

/**
 * Opens Home Assistant at the address in the stack's configuration, with the stack's access token. Undefined when the stack
 * has no address or no token.
 * @throws Failure with every mistake in the configuration
 */
export async function openHomeAssistant(stack: string): Promise<HomeAssistant | undefined> {
  const { homeAssistant } = await readConfiguration(stack);
  if (homeAssistant === undefined) {
    return undefined;
  }
  const token = await readAccessToken(stack);
  return token === undefined ? undefined : new HomeAssistant({ url: homeAssistant.url, tokens: [token] });
}
