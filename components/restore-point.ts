import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { tunnelName } from "../domain/configuration/home.ts";
import { managedSettings } from "../domain/configuration/zone-settings.ts";
import { refPrefix } from "../domain/rules/own-rules.ts";
import { childOptions } from "./child-options.ts";
import { made } from "./made.ts";
import { nodeCommand } from "./own-commands.ts";
import type { Place } from "./place.ts";

/**
 * Made before everything else and destroyed last. Records the zone's settings; on destroy restores them and removes our
 * rules and hostname associations. Cloudflare's provider can do none of this, and a plain `pulumi destroy` does not run
 * the program, so a command does it.
 */
export class RestorePoint extends pulumi.ComponentResource {
  readonly recorded: pulumi.Output<command.local.Command>;

  constructor(name: string, args: Place, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:RestorePoint", name, {}, opts);
    const { stack, services, configuration } = args.home;
    const settings = managedSettings(configuration.zoneSettings).map(({ id, value }) => [id, value]);
    const recorded = new command.local.Command(
      `${name}-record`,
      {
        // Runs again when the environment changes, and then updates the record of the first run.
        create: nodeCommand("restore-point", "record"),
        delete: nodeCommand("restore-point", "restore"),
        environment: {
          ZONE_ID: args.zoneId,
          ACCOUNT_ID: args.accountId,
          TUNNEL_NAME: tunnelName(stack),
          HOSTNAMES: JSON.stringify(services.map(({ hostname }) => hostname)),
          REF_PREFIX: refPrefix(stack),
          SETTINGS: JSON.stringify(Object.fromEntries(settings)),
          ON_DESTROY: configuration.zoneSettings.onDestroy,
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
