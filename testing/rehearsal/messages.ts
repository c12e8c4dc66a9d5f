import type { Inputs } from "./inputs.ts";

/** The first message to the rehearsing process. */
export interface Assignment {
  readonly stack: string;
  /** Path of the program's entry. */
  readonly program: string;
  /** All keys have a namespace. Values are text, as Pulumi stores them; lists and objects are JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** Base URL of the API. */
  readonly api: string;
  /** The token in the environment, if any. */
  readonly apiToken: string | undefined;
}

/** A resource that was created. Secrets are plain values. */
export interface RehearsedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Inputs;
}

/** A message from the rehearsing process. */
export type Report =
  | { readonly kind: "made"; readonly resource: RehearsedResource }
  | { readonly kind: "looked-up"; readonly token: string }
  | { readonly kind: "warned"; readonly text: string }
  /** A line that a command shows the user while it runs. */
  | { readonly kind: "said"; readonly name: string; readonly line: string }
  | { readonly kind: "finished"; readonly outputs: Inputs; readonly secretOutputs: readonly string[] }
  | { readonly kind: "failed"; readonly text: string };

/** Sends a message to the parent process; resolves when it is sent. */
export function report(message: Report): Promise<void> {
  return new Promise((sent, failed) => {
    if (process.send === undefined) throw new Error("this program is started by rehearse(), not by hand");
    process.send(message, undefined, {}, (error) => {
      if (error === null) sent();
      else failed(error);
    });
  });
}
