import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "./refusal.ts";

/** The home of each run. */
const homes = new Map<unknown, string>();

/**
 * A stack holds one home: what it makes is known by names that the stack's name gives them, at Cloudflare and in the
 * state. To be asked before a home makes anything.
 * @throws Refusal
 */
export function refuseSecondHome(name: string): void {
  const run = currentRun();
  const first = homes.get(run);
  homes.set(run, first ?? name);
  if (first !== undefined) {
    const what = `is a second home in the stack ${pulumi.getStack()}, which holds ${first}`;
    const fix = "Make a stack for each home, or list the names in services: one home may have several.";
    throw new Refusal([{ code: "second-home", where: name, what, fix }]);
  }
}

/** The connection to the engine; in a plugin, which opens one for each home, the address that all of these lead to. */
function currentRun(): unknown {
  const monitor = pulumi.runtime.getMonitor() as Connection | undefined;
  return monitor?.getChannel?.().getTarget() ?? monitor;
}

/** https://grpc.github.io/grpc/node/grpc.Client.html; the SDK's mocks are no such client. */
interface Connection {
  readonly getChannel?: () => { readonly getTarget: () => string };
}
