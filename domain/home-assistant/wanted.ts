import type { Home } from "../configuration/home.ts";
import type { WantedHomeAssistant } from "./plan.ts";

/** What the owner wants of Home Assistant, and where it is; the connector's part follows when there is a tunnel. */
export interface HomeAssistantChoices extends Omit<WantedHomeAssistant, "tunnelId" | "token"> {
  /** Where this machine reaches it, for example http://homeassistant.local:8123. */
  readonly url: string;
}

/** Undefined where the stack leaves Home Assistant alone. The first service is Home Assistant. */
export function chooseHomeAssistant({ configuration, services }: Home): HomeAssistantChoices | undefined {
  const choice = configuration.homeAssistant;
  const [service] = services;
  if (choice === undefined || service === undefined) {
    return undefined;
  }
  return {
    url: choice.url,
    externalUrl: choice.externalUrl === "set" ? `https://${service.hostname}` : undefined,
    takeOverApp: choice.takeOverApp ?? false,
    trustedProxies: choice.trustedProxies,
    origin: service.origin,
  };
}
