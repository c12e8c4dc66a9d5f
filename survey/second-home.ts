import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "./refusal";

/** The home of each run, known by its connection to the engine. */
const homes = new WeakMap<object, string>();

/**
 * A stack holds one home: what it makes is known by names that the stack's name gives them, at Cloudflare and in the
 * state. To be asked before a home makes anything.
 * @throws Refusal
 */
export function refuseSecondHome(name: string): void {
  const run = pulumi.runtime.getMonitor() ?? pulumi.runtime;
  const first = homes.get(run);
  homes.set(run, first ?? name);
  if (first !== undefined) {
    const what = `is a second home in the stack ${pulumi.getStack()}, which holds ${first}`;
    const fix = "Make a stack for each home, or list the names in services: one home may have several.";
    throw new Refusal([{ code: "second-home", where: name, what, fix }]);
  }
}
