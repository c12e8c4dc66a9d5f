import type { Home, Service } from "../configuration/home.ts";
import type { WantedHomeAssistant } from "./plan.ts";

/** What the owner has chosen; the tunnel's ID and token are added once there is a tunnel. */
export interface HomeAssistantChoices extends Omit<WantedHomeAssistant, "tunnelId" | "token"> {
  /** Home Assistant's local address, for example http://homeassistant.local:8123. */
  readonly url: string;
}

/** Returns the service that is Home Assistant: the first one. */
export function homeAssistantService({ services: [first] }: Pick<Home, "services">): Service | undefined {
  return first;
}

/** Returns undefined if the stack doesn't manage Home Assistant. */
export function chooseHomeAssistant(home: Home): HomeAssistantChoices | undefined {
  const choice = home.configuration.homeAssistant;
  const service = homeAssistantService(home);
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
