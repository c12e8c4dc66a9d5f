import { once } from "node:events";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "./inputs.ts";
import { type Assignment, report } from "./messages.ts";
import { Stage } from "./stage.ts";

/** The rehearsing process: receives one assignment from its parent, runs the program, reports, and exits. */
void main();

async function main(): Promise<void> {
  const [assignment] = (await once(process, "message")) as [Assignment];
  // The channel must not keep this process alive, so that a program that waits for itself ends without a result.
  process.channel?.unref();
  // Without its parent there is nobody to report to.
  process.once("disconnect", () => process.exit());
  const stage = new Stage(assignment);
  console.warn = (text: string) => {
    void report({ kind: "warned", text: text.replace(/^warning: \[runtime\] /, "") });
  };
  console.error = (text: string) => {
    stage.errorLogged(text.replace(/^error: \[runtime\] /, ""));
  };
  await pulumi.runtime.setMocks(stage, "ha-mtls", assignment.stack, false, "organization");
  pulumi.runtime.setAllConfig({ ...assignment.config });
  const performed = perform(assignment.program).catch((error: unknown) => {
    stage.programFailed(error);
    return undefined;
  });
  const finished = await Promise.race([performed, stage.failed]);
  await report(
    finished === undefined
      ? { kind: "failed", text: await stage.explainFailure() }
      : { kind: "finished", ...finished },
  );
  process.exit();
}

interface Performance {
  readonly outputs: Inputs;
  readonly secretOutputs: string[];
}

/** Loads the program, as Pulumi's language host does, and waits for everything that it registers. */
async function perform(entry: string): Promise<Performance> {
  const program = (await import(pathToFileURL(entry).href)) as Inputs;
  const exported = isMain(program["default"]) ? await program["default"]() : program;
  const entries = Object.entries(exported).filter(([name]) => name !== "default");
  const resolved = await Promise.all(
    entries.map(async ([name, value]) => [name, await resolve(value)] as const),
  );
  await pulumi.runtime.disconnect();
  return {
    outputs: Object.fromEntries(resolved.map(([name, { value }]) => [name, value])),
    secretOutputs: resolved.filter(([, { secret }]) => secret).map(([name]) => name),
  };
}

/** As in the language host, a program is what its module exports, or the function that it exports. */
function isMain(exported: unknown): exported is () => Inputs | Promise<Inputs> {
  return typeof exported === "function";
}

async function resolve(exported: unknown): Promise<{ value: unknown; secret: boolean }> {
  const output = pulumi.output(exported) as pulumi.Output<unknown>;
  const value = await new Promise<unknown>((found) => output.apply(found));
  return { value, secret: await pulumi.isSecret(output) };
}
