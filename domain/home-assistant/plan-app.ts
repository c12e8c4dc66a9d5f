import { createHash } from "node:crypto";
import type { Problem } from "../errors.ts";
import { type AppFacts, type SupervisorFacts, tunnelOf } from "./facts.ts";
import type { Step } from "./steps.ts";

/** URLs of the Cloudflared app's repository: the current one, and the former one that most installations still have. */
export const appRepositories = [
  "https://github.com/homeassistant-apps/repository",
  "https://github.com/brenner-tobias/ha-addons",
] as const;

/** The connector that the stack wants to run. */
export interface WantedConnector {
  /** ID of the stack's tunnel; undefined before it is created. */
  readonly tunnelId: string | undefined;
  /** The tunnel's token, a secret; undefined if an app's tunnel is to be compared only. */
  readonly token: string | undefined;
  /** Whether the stack may use an app that runs another tunnel. */
  readonly takeOverApp: boolean;
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
}

/** Plans how the Cloudflared app gets to run the stack's tunnel. An app is stopped before its token is replaced. */
export function planApp(supervisor: SupervisorFacts, wanted: WantedConnector): Plan {
  const app = chooseApp(supervisor.apps, wanted);
  if (app === undefined) {
    return { steps: planInstallation(supervisor), problems: [] };
  }
  if (!runs(app, wanted) && isInUse(app) && !wanted.takeOverApp) {
    return { steps: [], problems: [appInUse(app)] };
  }
  return { steps: isTold(app, wanted) ? planStart(app) : planOptions(app, wanted), problems: [] };
}

function planStart(app: AppFacts): Step[] {
  return isRunning(app) ? [] : [{ kind: "start-app", slug: app.slug }];
}

function planOptions(app: AppFacts, wanted: WantedConnector): Step[] {
  const { slug } = app;
  return [
    ...(isRunning(app) ? [{ kind: "stop-app", slug } as const] : []),
    { kind: "set-app-options", slug, ...optionsFor(app, wanted) },
    { kind: "start-app", slug },
  ];
}

/** Whether an app has a token of the stack's tunnel. */
function runs(app: AppFacts, { tunnelId }: WantedConnector): boolean {
  return tunnelId !== undefined && tunnelOf(app) === tunnelId;
}

function isTold(app: AppFacts, wanted: WantedConnector): boolean {
  const hasToken = [undefined, app.options["tunnel_token"]].includes(wanted.token);
  return runs(app, wanted) && hasToken && app.boot === "auto" && app.watchdog;
}

/** Whether an app is running or starting. */
export function isRunning({ state }: AppFacts): boolean {
  return ["started", "startup"].includes(state);
}

/** Whether somebody has configured the app, with a token or with hosts. */
export function isInUse({ options }: AppFacts): boolean {
  const keys = ["tunnel_token", "external_hostname", "additional_hosts", "catch_all_service"];
  return keys.some((key) => {
    const value = options[key];
    return Array.isArray(value) ? value.length > 0 : typeof value === "string" && value !== "";
  });
}

/** Prefers the app that runs the stack's tunnel, then an unused one. */
function chooseApp(apps: readonly AppFacts[], wanted: WantedConnector): AppFacts | undefined {
  return apps.find((app) => runs(app, wanted)) ?? apps.find((app) => !isInUse(app)) ?? apps[0];
}

function planInstallation({ repositories }: SupervisorFacts): Step[] {
  const known = appRepositories.find((repository) => repositories.some((one) => isSame(one, repository)));
  const slug = appSlug(known ?? appRepositories[0]);
  return [
    ...(known === undefined ? [{ kind: "add-repository", repository: appRepositories[0] } as const] : []),
    { kind: "install-app", slug },
    { kind: "set-app-options", slug, options: {}, boot: "auto", watchdog: true },
    { kind: "start-app", slug },
  ];
}

function optionsFor({ options }: AppFacts, { token }: WantedConnector) {
  // The app's schema requires this list.
  const told = { additional_hosts: [], ...options, ...(token === undefined ? {} : { tunnel_token: token }) };
  return { options: told, boot: "auto", watchdog: true };
}

/** https://github.com/home-assistant/supervisor/blob/main/supervisor/store/utils.py */
function appSlug(repository: string): string {
  const hash = createHash("sha1").update(repository.toLowerCase()).digest("hex");
  return `${hash.slice(0, 8)}_cloudflared`;
}

/** Whether two URLs belong to the same repository. */
export function isSame(one: string, other: string): boolean {
  return one.toLowerCase().replace(/\/$/, "") === other.toLowerCase();
}

function appInUse(app: AppFacts): Problem {
  const tunnel = tunnelOf(app);
  const hostname = app.options["external_hostname"];
  const others = typeof hostname === "string" && hostname !== "" ? ` for ${hostname}` : "";
  return {
    code: "app-in-use",
    where: `Home Assistant's app ${app.slug}`,
    what: tunnel === undefined ? `is already set up${others}` : `already runs another tunnel (${tunnel})`,
    fix:
      "Its hostnames would stop working. If another stack manages this Home Assistant, let only one of them do so.\n" +
      "To use the app anyway (destroy restores its options), add takeOverApp: true under ha-mtls:homeAssistant in the stack file.",
  };
}
