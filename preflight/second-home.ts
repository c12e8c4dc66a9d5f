import * as pulumi from "@pulumi/pulumi";
import { Refusal } from "./refusal.ts";

/** The name of the home that each run makes. */
const homes = new Map<unknown, string>();

/**
 * Refuses a second home in one stack, before it makes anything: its names at Cloudflare and in the state derive from the
 * stack's name, so they would collide with those of the first.
 * @throws Refusal
 */
export function refuseSecondHome(name: string): void {
  const run = currentRun();
  const first = homes.get(run);
  homes.set(run, first ?? name);
  if (first !== undefined) {
    const what = `is a second home in the stack ${pulumi.getStack()}, which already has ${first}`;
    const fix =
      "Make a stack for each home, or list the hostnames under services: one home can have several.";
    throw new Refusal([{ code: "second-home", where: name, what, fix }]);
  }
}

/** Returns the connection to the engine or, because a plugin opens one per home, the address shared by all of them. */
function currentRun(): unknown {
  const monitor = pulumi.runtime.getMonitor() as Connection | undefined;
  return monitor?.getChannel?.().getTarget() ?? monitor;
}

/** A gRPC client, which the SDK's mocks are not. https://grpc.github.io/grpc/node/grpc.Client.html */
interface Connection {
  readonly getChannel?: () => { readonly getTarget: () => string };
}
