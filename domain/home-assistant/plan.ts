import type { Problem } from "../errors.ts";
import { isLocalOrigin } from "../guides/home-assistant-setup.ts";
import type { HomeAssistantFacts } from "./facts.ts";
import { type Plan, planApp, type WantedConnector } from "./plan-app.ts";
import { appNetwork, ownMachine, untrusted, withProxies } from "./proxies.ts";
import type { Step } from "./steps.ts";

/** What the stack wants Home Assistant to be like. */
export interface WantedHomeAssistant extends WantedConnector {
  /** Undefined keeps the current one. */
  readonly externalUrl: string | undefined;
  /** Where the connector's requests come from, if the owner says so; undefined for the installation's usual networks. */
  readonly trustedProxies: readonly string[] | undefined;
  /** Where the connector sends requests, for example http://homeassistant:8123. */
  readonly origin: string;
}

/**
 * Plans the remaining steps, in order. The connector comes last, so that no request arrives before it can be answered.
 */
export function planHomeAssistant(facts: HomeAssistantFacts, wanted: WantedHomeAssistant): Plan {
  const http = planHttp(facts, wanted);
  const app =
    facts.supervisor === undefined ? { steps: [], problems: [] } : planApp(facts.supervisor, wanted);
  const problems = [...http.problems, ...app.problems];
  return problems.length > 0
    ? { steps: [], problems }
    : { steps: [...http.steps, ...planAddress(facts, wanted), ...app.steps], problems };
}

/** Returns the networks that have to be trusted; undefined if it is unknown where the connector runs. */
export function proxiesOf(
  { supervisor }: Pick<HomeAssistantFacts, "supervisor">,
  { trustedProxies, origin }: Pick<WantedHomeAssistant, "trustedProxies" | "origin">,
): readonly string[] | undefined {
  if (trustedProxies !== undefined) {
    return trustedProxies;
  }
  if (supervisor !== undefined) {
    return [appNetwork];
  }
  return isLocalOrigin(origin) ? ownMachine : undefined;
}

function planHttp(facts: HomeAssistantFacts, wanted: WantedHomeAssistant): Plan {
  const proxies = proxiesOf(facts, wanted);
  if (facts.http === undefined || proxies === undefined) {
    return { steps: [], problems: [] };
  }
  const { stable, pending, error } = facts.http;
  const tried = error === undefined ? pending : undefined;
  const missing = untrusted(stable, proxies);
  if (missing.length === 0) {
    const isTrusted = tried === undefined || untrusted(tried, proxies).length === 0;
    return { steps: [], problems: isTrusted ? [] : [unconfirmedTrial] };
  }
  const config = withProxies(stable, missing);
  if (tried !== undefined && !isSameHttp(tried, config)) {
    return { steps: [], problems: [unconfirmedTrial] };
  }
  return {
    steps: [{ kind: "apply-http", config, why: `trust the connector's requests from ${missing.join(", ")}` }],
    problems: [],
  };
}

function planAddress(
  { externalUrl: before }: HomeAssistantFacts,
  { externalUrl }: WantedHomeAssistant,
): Step[] {
  return externalUrl === undefined || before?.replace(/\/$/, "") === externalUrl
    ? []
    : [{ kind: "set-external-url", url: externalUrl, before }];
}

/** Whether stored HTTP settings contain everything that was sent; Home Assistant adds its defaults. */
export function isSameHttp(stored: object, sent: object): boolean {
  const keys = ["use_x_forwarded_for", "trusted_proxies", ...Object.keys(sent)];
  const [one, other] = [stored, sent] as Record<string, unknown>[];
  return keys.every((key) => JSON.stringify(one?.[key]) === JSON.stringify(other?.[key]));
}

/** Reported while somebody else's HTTP settings are on trial. */
export const unconfirmedTrial: Problem = {
  code: "unconfirmed-trial",
  where: "Home Assistant's HTTP server",
  what: "has changed settings on trial that nobody has confirmed yet",
  fix:
    "Confirm or discard them in Home Assistant: Settings → System → Network. " +
    "It drops them by itself five minutes after the restart. Then run: npx pulumi up",
};
