import type { Inputs } from "./inputs.ts";

/** What the rehearsing process is told before it starts. */
export interface Assignment {
  readonly stack: string;
  /** Path of the program's entry. */
  readonly program: string;
  /** Every key with its namespace, values as Pulumi stores them: text, lists and objects as JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** Base URL of the API, and the token of the environment if there is one. */
  readonly api: string;
  readonly apiToken: string | undefined;
}

/** A resource that was made, in the order in which they were finished. Secrets are plain values. */
export interface RehearsedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Inputs;
}

/** What the rehearsing process reports. */
export type Report =
  | { readonly kind: "made"; readonly resource: RehearsedResource }
  | { readonly kind: "looked-up"; readonly token: string }
  | { readonly kind: "warned"; readonly text: string }
  /** A line that a command shows its user while it runs. */
  | { readonly kind: "said"; readonly name: string; readonly line: string }
  | { readonly kind: "finished"; readonly outputs: Inputs; readonly secretOutputs: readonly string[] }
  | { readonly kind: "failed"; readonly text: string };
