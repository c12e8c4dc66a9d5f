import type { HomeAssistant } from "cloudflare-simulator/home-assistant/home-assistant.ts";
import type { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";

/** All that a stack could change at Home Assistant, as it is now. */
export function allThatIsSetUp({ core }: HomeAssistant, supervisor: Supervisor): object {
  return structuredClone({
    externalUrl: core.externalUrl,
    http: core.http?.stable,
    apps: [...supervisor.apps.values()].map((app) => app.describe()),
    repositories: [...supervisor.repositories],
  });
}
