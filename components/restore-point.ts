import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Credentials } from "../preflight/plan-home.ts";
import { childOptions } from "./child-options.ts";
import { made } from "./made.ts";
import { nodeCommand } from "./own-commands.ts";

/**
 * Made before everything and destroyed after everything: remembers the zone's settings of before, and on destroy puts
 * them back, takes our rules out of the entry point and our hostnames out of the associations. Cloudflare's provider
 * can do none of these; a command does them on a plain `pulumi destroy`, which does not run the program.
 */
export interface RestorePointArgs {
  readonly zoneId: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
  readonly tunnelName: string;
  readonly hostnames: readonly string[];
  readonly refPrefix: string;
  /** Setting ids and the values that the stack gives them now: put back where the value is still one of ours. */
  readonly settings: Readonly<Record<string, string>>;
  readonly onDestroy: "restore" | "keep";
  /** The variable with the API token for the command; a secret. */
  readonly credentials: Credentials;
}

export class RestorePoint extends pulumi.ComponentResource {
  readonly recorded: pulumi.Output<command.local.Command>;

  constructor(name: string, args: RestorePointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:RestorePoint", name, {}, opts);
    const recorded = new command.local.Command(
      `${name}-record`,
      {
        // Runs again when any of the environment changes, and then goes on with the record of the first run.
        create: nodeCommand("restore-point", "record"),
        delete: nodeCommand("restore-point", "restore"),
        environment: {
          ZONE_ID: args.zoneId,
          ACCOUNT_ID: args.accountId,
          TUNNEL_NAME: args.tunnelName,
          HOSTNAMES: JSON.stringify(args.hostnames),
          REF_PREFIX: args.refPrefix,
          SETTINGS: JSON.stringify(args.settings),
          ON_DESTROY: args.onDestroy,
          ...args.credentials,
        },
        logging: "stderr",
      },
      { ...childOptions(this, opts), replaceOnChanges: ["environment.ZONE_ID"] },
    );
    this.recorded = made(`${name}-record`, recorded);
    this.registerOutputs({});
  }
}
