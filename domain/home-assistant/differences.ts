import type { Problem } from "../errors.ts";
import { type AppFacts, type HomeAssistantFacts, tunnelOf } from "./facts.ts";
import { planHomeAssistant, type WantedHomeAssistant } from "./plan.ts";
import { describeStep, type Step } from "./steps.ts";

/** The parts of Home Assistant that the stack sets up. */
export type Part = "proxies" | "address" | "app";

export interface Difference {
  /** Undefined for a problem that keeps the stack from setting anything up. */
  readonly part: Part | undefined;
  readonly problem: Problem;
}

/** Returns what has changed since the stack set Home Assistant up, and what the next run will do about it. */
export function findDifferences(facts: HomeAssistantFacts, wanted: WantedHomeAssistant): Difference[] {
  const { steps, problems } = planHomeAssistant(facts, wanted);
  const parts: readonly Part[] = ["proxies", "address", "app"];
  return [
    ...problems.map((problem) => ({ part: undefined, problem })),
    ...parts.flatMap((part) => {
      const own = steps.filter((step) => partOf(step) === part);
      return own.length === 0 ? [] : [{ part, problem: describe(own, facts, wanted) }];
    }),
  ];
}

function partOf({ kind }: Step): Part {
  return kind === "apply-http" ? "proxies" : kind === "set-external-url" ? "address" : "app";
}

function describe(steps: readonly Step[], facts: HomeAssistantFacts, wanted: WantedHomeAssistant): Problem {
  const fix = `To restore it, run npx pulumi up, which will ${steps.map(describeStep).join(", ")}`;
  const [first] = steps;
  if (first?.kind === "apply-http") {
    return changed("Home Assistant's HTTP server", `does not ${first.why}`, fix);
  }
  if (first?.kind === "set-external-url") {
    const { externalUrl } = facts;
    const address = "Home Assistant's external address";
    const must = `it must be ${String(first.url)}`;
    return externalUrl === null
      ? changed(address, `is not set; ${must}`, fix)
      : changed(address, `is ${externalUrl}; ${must}`, `${fix}\n${otherStack}`);
  }
  const slug = steps.flatMap((step) => ("slug" in step ? [step.slug] : []))[0];
  const app = facts.supervisor?.apps.find((one) => one.slug === slug);
  const where = `Home Assistant's app ${slug ?? ""}`;
  if (app === undefined) {
    return changed(where, "is not installed", fix);
  }
  // A run can only compare tunnels, because the state holds the token encrypted.
  return hasOutdatedToken(app, wanted)
    ? changed(where, "has an outdated tunnel token", clearToken)
    : changed(where, describeApp(app, wanted), fix);
}

const otherStack =
  "If another stack manages this Home Assistant too, set externalUrl: leave under ha-mtls:homeAssistant in one of the stack files.";

const clearToken =
  "Remove tunnel_token from the app's options (Settings → Apps → Cloudflared → Configuration), then run npx pulumi up, which sets the current one";

function hasOutdatedToken(app: AppFacts, { tunnelId, token }: WantedHomeAssistant): boolean {
  return token !== undefined && tunnelOf(app) === tunnelId && app.options["tunnel_token"] !== token;
}

function changed(where: string, what: string, fix: string): Problem {
  return { code: "changed-outside", where, what, fix };
}

function describeApp(app: AppFacts, { tunnelId }: WantedHomeAssistant): string {
  const tunnel = tunnelOf(app);
  if (tunnel === undefined) {
    return "has no tunnel token";
  }
  if (tunnel !== tunnelId) {
    return `has the token of another tunnel (${tunnel})`;
  }
  const off = [
    ...(app.boot === "auto" ? [] : ["does not start at boot"]),
    ...(app.watchdog ? [] : ["has its watchdog off"]),
  ];
  return off.length === 0 ? `is not running (state: ${app.state})` : off.join(" and ");
}
