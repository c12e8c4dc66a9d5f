import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Access } from "../domain/access/access.ts";
import { readGateRecord } from "../domain/rules/gate-record.ts";
import { blockRules, type Door } from "../domain/rules/gate-rule.ts";
import type { Credentials } from "../preflight/plan-home.ts";
import { childOptions } from "./child-options.ts";
import { leftOut, made } from "./made.ts";
import { nodeCommand } from "./own-commands.ts";

/**
 * What keeps everybody else out: the hostname association (the edge asks for a certificate) and the blocking rules
 * (the edge refuses whoever has none of ours). A zone has one list of each, and others write there at the same time:
 * Cloudflare's provider would write both lists whole, as they were when the run began. A command writes our rules one
 * by one instead, and reads the associations right before it writes them.
 */
export interface GateArgs {
  readonly zoneId: pulumi.Input<string>;
  readonly stack: string;
  readonly hostnames: readonly string[];
  /** Who may enter where, in words that the next run compares with. */
  readonly access: Access;
  /** Hostnames with the pins that may pass. */
  readonly doors: pulumi.Input<Door[]>;
  /** Where our rules stand among the zone's custom rules. */
  readonly position: "first" | "last";
  /** How many custom rules the zone's plan holds. */
  readonly slots: number;
  /** Other people's rules that may let requests pass before ours. */
  readonly allowSkipRules: readonly string[];
  /** Changes when somebody else has changed the lists since the last run, so that they are looked at again. */
  readonly seen: pulumi.Input<string>;
  /** The variable with the API token for the command; a secret. */
  readonly credentials: Credentials;
}

export class Gate extends pulumi.ComponentResource {
  /** Resolves when the rules are written and guard every hostname: whatever makes one reachable depends on it. */
  readonly closed: pulumi.Output<command.local.Command>;

  constructor(name: string, args: GateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:Gate", name, {}, opts);
    const { stack, hostnames, position, slots, allowSkipRules } = args;
    const rules = new command.local.Command(
      `${name}-rules`,
      {
        // No `delete`: the restore point takes our rules out when nothing can be reached any more.
        create: nodeCommand("gate"),
        stdin: pulumi.output(args.doors).apply((doors) => JSON.stringify(doors.flatMap(blockRules))),
        environment: {
          GATE: pulumi.jsonStringify({
            zone: args.zoneId,
            stack,
            hostnames,
            position,
            slots,
            allowSkipRules,
          }),
          SEEN: args.seen,
          ...args.credentials,
        },
        logging: "stderr",
      },
      childOptions(this, opts),
    );
    this.closed = guarding(rules, args);
    // What the next run compares with: kept only once the rules are written.
    const written = this.closed.apply((closed) => closed.id).apply(() => args);
    this.registerOutputs({ access: written.access });
  }
}

/**
 * The rules, once they guard what they are for: a run with --target or --exclude may leave them as they were before a
 * hostname was new. A preview does not know yet what will be written, and opens nothing.
 */
function guarding(
  rules: command.local.Command,
  { hostnames }: GateArgs,
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
