import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { describeAccess } from "../domain/access/access.ts";
import { doors, type Home, ruleSlots } from "../domain/configuration/home.ts";
import { readGateRecord } from "../domain/rules/gate-record.ts";
import { blockRules, type Door } from "../domain/rules/gate-rule.ts";
import { childOptions } from "./child-options.ts";
import type { Device } from "./device.ts";
import { leftOut, made } from "./made.ts";
import { nodeCommand } from "./own-commands.ts";
import type { Place } from "./place.ts";

export interface GateArgs extends Pick<Place, "home" | "zoneId" | "credentials"> {
  /** Sets of hostnames, each with the pins that may pass. */
  readonly doors: pulumi.Input<Door[]>;
  /** Changes when somebody else has changed the lists since the last run, so that the command runs again. */
  readonly seen: pulumi.Input<string>;
}

/**
 * Keeps everybody else out: with the hostname associations the edge requests a certificate, and with the blocking rules
 * it refuses requests without one of ours. A zone has one list of each, and others write to them at the same time.
 * Cloudflare's provider would write both lists whole, as they were when the run began; a command instead writes our rules
 * one by one, and reads the associations right before it writes them.
 */
export class Gate extends pulumi.ComponentResource {
  /** Resolves when the rules guard every hostname; whatever makes a hostname reachable depends on it. */
  readonly closed: pulumi.Output<command.local.Command>;

  constructor(name: string, args: GateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:Gate", name, {}, opts);
    const { stack, services, configuration } = args.home;
    const hostnames = services.map(({ hostname }) => hostname);
    const rules = new command.local.Command(
      `${name}-rules`,
      {
        // No `delete`: the restore point removes our rules when no hostname can be reached any more.
        create: nodeCommand("gate"),
        stdin: pulumi.output(args.doors).apply((all) => JSON.stringify(all.flatMap(blockRules))),
        environment: {
          GATE: pulumi.jsonStringify({
            zone: args.zoneId,
            stack,
            hostnames,
            position: configuration.gatePosition,
            slots: ruleSlots[configuration.plan],
            allowSkipRules: configuration.allowSkipRules,
          }),
          SEEN: args.seen,
          ...args.credentials,
        },
        logging: "stderr",
      },
      childOptions(this, opts),
    );
    this.closed = guarding(rules, hostnames);
    // For comparison by the next run; stored only once the rules are written.
    const access = this.closed.apply(({ id }) => id).apply(() => describeAccess(args.home));
    this.registerOutputs({ access });
  }
}

/** Returns the home's doors, each with the pins of its devices in all generations held. */
export function doorsOf(home: Home, devices: readonly Device[]): pulumi.Output<Door[]> {
  return pulumi.all(devices.map(({ pin }) => pin)).apply((pins) => {
    const pinsOf = (name: string): string[] =>
      pins.filter((_pin, index) => devices[index]?.held.device === name);
    return doors(home, pinsOf);
  });
}

/**
 * Returns the rules once they guard every hostname: a run with --target or --exclude may leave them as they were before
 * a hostname was added. A preview does not know the rules yet, and opens nothing.
 */
function guarding(
  rules: command.local.Command,
  hostnames: readonly string[],
): pulumi.Output<command.local.Command> {
  if (pulumi.runtime.isDryRun()) {
    return pulumi.output(rules);
  }
  return made("gate-rules", rules)
    .apply(({ stdout }) => stdout)
    .apply((stdout) => {
      const guarded = readGateRecord(stdout)?.guarded ?? [];
      if (!hostnames.every((hostname) => guarded.includes(hostname))) {
        throw leftOut("gate-rules");
      }
      return rules;
    });
}
