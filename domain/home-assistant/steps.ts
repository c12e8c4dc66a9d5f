import type { HttpConfig } from "./facts.ts";

/** One change at Home Assistant. */
export type Step =
  /** Tries HTTP settings, which restarts Home Assistant, and confirms them. */
  | { readonly kind: "apply-http"; readonly config: HttpConfig; readonly why: string }
  /** `before` is the current address. */
  | { readonly kind: "set-external-url"; readonly url: string | null; readonly before: string | null }
  | { readonly kind: "add-repository" | "remove-repository"; readonly repository: string }
  | { readonly kind: "install-app" | "uninstall-app" | "start-app" | "stop-app"; readonly slug: string }
  | ({ readonly kind: "set-app-options"; readonly slug: string } & AppOptions);

/** An app's settings. Its options may contain secrets. */
export interface AppOptions {
  readonly options: Readonly<Record<string, unknown>>;
  readonly boot: string;
  readonly watchdog: boolean;
}

/** Lists what a run will do at Home Assistant; empty if there is nothing to do. */
export function describeWork(url: string, version: string, steps: readonly Step[]): string {
  const list = steps.map((step) => `\n  - ${describeStep(step)}`).join("");
  return list === "" ? "" : `At Home Assistant ${version} (${url}), pulumi up will:${list}`;
}

/** Describes a step as a verb phrase, without secrets. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case "apply-http":
      return `${step.why}: restart Home Assistant to try it, then confirm`;
    case "set-external-url":
      return describeAddress(step.url, step.before);
    case "add-repository":
      return `add the app repository ${step.repository}`;
    case "remove-repository":
      return `remove the app repository ${step.repository}`;
    case "install-app":
      return `install the app ${step.slug}`;
    case "uninstall-app":
      return `uninstall the app ${step.slug}`;
    case "start-app":
      return `start the app ${step.slug}`;
    case "stop-app":
      return `stop the app ${step.slug}`;
    case "set-app-options":
      return `set the options of the app ${step.slug}`;
  }
}

function describeAddress(url: string | null, before: string | null): string {
  if (url === null) {
    return "remove the external address";
  }
  return `set the external address to ${url}${before === null ? "" : ` instead of ${before}`}`;
}
