import type { Problem } from "../errors.ts";
import { type AppFacts, type HomeAssistantFacts, tunnelOf } from "./facts.ts";
import { planHomeAssistant, type WantedHomeAssistant } from "./plan.ts";
import { describeStep, type Step } from "./steps.ts";

/** Parts of Home Assistant that the stack has set up. */
export type Part = "proxies" | "address" | "app";

export interface Difference {
  /** Undefined for what keeps the stack from setting it up. */
  readonly part: Part | undefined;
  readonly problem: Problem;
}

/** What is no longer as the stack has set it up, and what the next run does about it, in a preview's words. */
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
  const fix = `Put it right: npx pulumi up, which will ${steps.map(describeStep).join(", ")}`;
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
  // A run compares tunnels: the state holds the token only encrypted.
  return hasOldToken(app, wanted)
    ? changed(where, "has a token that the tunnel no longer has", takeTokenOut)
    : changed(where, describeApp(app, wanted), fix);
}

const otherStack =
  "If another stack manages this Home Assistant, too, write externalUrl: leave under ha-mtls:homeAssistant in one of the stack files.";

const takeTokenOut =
  "Take tunnel_token out of the app's options (Settings · Apps · Cloudflared · Configuration), and let the run give it the right one: npx pulumi up";

function hasOldToken(app: AppFacts, { tunnelId, token }: WantedHomeAssistant): boolean {
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
    ...(app.boot === "auto" ? [] : ["is not started at boot"]),
    ...(app.watchdog ? [] : ["is not restarted when it fails: its watchdog is off"]),
  ];
  return off.length === 0 ? `does not run: it is ${app.state}` : off.join(", and ");
}
