import {
  type AppFacts,
  type HomeAssistantFacts,
  type HttpConfig,
  type HttpSettings,
  tunnelOf,
} from "./facts.ts";
import { appRepositories, isInUse, isRunning, isSame } from "./plan-app.ts";
import { type FoundProxies, foundProxies, untrusted, withoutProxies } from "./proxies.ts";
import type { Step } from "./steps.ts";

/** What Home Assistant was like before the stack changed it. Stored in the stack's state as a secret, where later versions must still be able to read it. */
export interface FoundHomeAssistant {
  readonly externalUrl: string | null;
  /** Undefined if they are in configuration.yaml. */
  readonly proxies?: FoundProxies | undefined;
  /** The Cloudflared apps that were installed. */
  readonly apps: readonly AppFacts[];
  readonly repositories: readonly string[];
  readonly given: Given;
}

/** Everything that the stack has ever set at Home Assistant. */
export interface Given {
  readonly externalUrls: readonly string[];
  readonly proxies: readonly string[];
  readonly tunnels: readonly string[];
}

/** Returns a run's record: what the first run found, plus what this run is about to set. */
export function recordFound(
  facts: HomeAssistantFacts,
  before: FoundHomeAssistant | undefined,
  given: Given,
): FoundHomeAssistant {
  const proxies = before?.proxies ?? (facts.http && foundProxies(facts.http.stable));
  return {
    externalUrl: facts.externalUrl,
    apps: facts.supervisor?.apps ?? [],
    repositories: facts.supervisor?.repositories ?? [],
    ...before,
    ...(proxies === undefined ? {} : { proxies }),
    given: {
      externalUrls: union(before?.given.externalUrls, given.externalUrls),
      proxies: union(before?.given.proxies, given.proxies),
      tunnels: union(before?.given.tunnels, given.tunnels),
    },
  };
}

function union(before: readonly string[] | undefined, more: readonly string[]): string[] {
  return [...new Set([...(before ?? []), ...more])];
}

/**
 * Plans the way back to what was found, the connector first. Changes that somebody else has made since are kept.
 */
export function planReturn(facts: HomeAssistantFacts, found: FoundHomeAssistant): Step[] {
  return [
    ...returnApps(facts, found),
    ...returnAddress(facts, found),
    ...returnRepositories(facts, found),
    ...returnProxies(facts, found),
  ];
}

function returnApps({ supervisor }: HomeAssistantFacts, found: FoundHomeAssistant): Step[] {
  return (supervisor?.apps ?? []).flatMap((app): Step[] => {
    const { slug } = app;
    const before = found.apps.find((one) => one.slug === slug);
    const stop: Step[] = isRunning(app) ? [{ kind: "stop-app", slug }] : [];
    if (before === undefined) {
      // An interrupted run may have left it without its token.
      const isOurs = runsOneOf(app, found) || (!isInUse(app) && !isRunning(app));
      return isOurs ? [...stop, { kind: "uninstall-app", slug }] : [];
    }
    if (runsOneOf(app, found) && !runsOneOf(before, found)) {
      const { options, boot, watchdog } = before;
      const start: Step[] = isRunning(before) ? [{ kind: "start-app", slug }] : [];
      return [...stop, { kind: "set-app-options", slug, options, boot, watchdog }, ...start];
    }
    // An interrupted run may have stopped it without setting its token.
    const wasStopped = isRunning(before) && !isRunning(app) && tunnelOf(app) === tunnelOf(before);
    return wasStopped ? [{ kind: "start-app", slug }] : [];
  });
}

function runsOneOf(app: AppFacts, { given }: FoundHomeAssistant): boolean {
  return given.tunnels.includes(tunnelOf(app) ?? "");
}

function returnAddress({ externalUrl }: HomeAssistantFacts, found: FoundHomeAssistant): Step[] {
  const isOurs = externalUrl !== null && found.given.externalUrls.includes(externalUrl.replace(/\/$/, ""));
  return isOurs && externalUrl !== found.externalUrl
    ? [{ kind: "set-external-url", url: found.externalUrl, before: externalUrl }]
    : [];
}

function returnRepositories({ supervisor }: HomeAssistantFacts, found: FoundHomeAssistant): Step[] {
  return (supervisor?.repositories ?? [])
    .filter((one) => isSame(one, appRepositories[0]))
    .filter((one) => !found.repositories.some((before) => isSame(before, one.toLowerCase())))
    .map((repository) => ({ kind: "remove-repository", repository }));
}

function returnProxies({ http }: HomeAssistantFacts, found: FoundHomeAssistant): Step[] {
  if (http === undefined || found.proxies === undefined) {
    return [];
  }
  const config = withoutProxies(http.stable, found.proxies, found.given.proxies);
  const why = "stop trusting what the stack has added";
  return config === http.stable && !isTried(http, found.given) ? [] : [{ kind: "apply-http", config, why }];
}

/** Whether an interrupted run has left its settings on trial. */
function isTried({ stable, pending, error }: HttpSettings, { proxies }: Given): boolean {
  const isGiven = (config: HttpConfig): boolean => untrusted(config, proxies).length === 0;
  return pending !== undefined && error === undefined && isGiven(pending) && !isGiven(stable);
}
