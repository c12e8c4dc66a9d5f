import { type Lane, webhookOf } from "../configuration/lanes.ts";
import type { Problem } from "../errors.ts";

/** A webhook that is registered at Home Assistant. */
export interface Webhook {
  readonly id: string;
  /** Whether it ignores callers from the internet. */
  readonly localOnly: boolean;
}

/** How an automation's webhook trigger is opened to callers from the internet. https://www.home-assistant.io/docs/automation/trigger/#webhook-trigger */
export const howToOpenWebhook =
  "local_only: false (in the automation's editor: the trigger's gear icon, then “Only accessible from the local network” off)";

/**
 * Finds the lanes' webhooks that do nothing for callers from the internet: Home Assistant answers these callers 200 all
 * the same.
 * @param lanes those of Home Assistant's own hostname
 */
export function findIdleWebhooks(lanes: readonly Lane[], registered: readonly Webhook[]): Problem[] {
  const opened = lanes.flatMap(({ hostname, paths }) =>
    paths.map((path) => ({ where: `${hostname}${path}`, id: webhookOf(path) })),
  );
  return opened.flatMap(({ where, id }) => {
    const webhook = registered.find((one) => one.id === id);
    if (id === undefined || webhook?.localOnly === false) {
      return [];
    }
    return [webhook === undefined ? unregistered(where) : localOnly(where)];
  });
}

function localOnly(where: string): Problem {
  return {
    code: "idle-webhook",
    where,
    what: "does nothing for callers from the internet: Home Assistant accepts them from the local network only",
    fix: `Give its trigger ${howToOpenWebhook}.`,
  };
}

function unregistered(where: string): Problem {
  return {
    code: "idle-webhook",
    where,
    what: "is a webhook that Home Assistant does not have",
    fix: "Correct the id in ha-mtls:lanes, or switch on the automation that it belongs to (Settings → Automations & scenes).",
  };
}
