import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { HomeAssistantChoices } from "../domain/home-assistant/wanted.ts";
import type { HomeAssistantCredentials } from "../preflight/plan-home.ts";
import { childOptions } from "./child-options.ts";
import { nodeCommand } from "./own-commands.ts";
import type { Place } from "./place.ts";

export interface HomeAssistantArgs extends Pick<Place, "accountId" | "credentials"> {
  readonly choices: HomeAssistantChoices;
  readonly tunnelId: pulumi.Input<string>;
  /** The token that cloudflared is started with; a secret. */
  readonly tunnelToken: pulumi.Input<string>;
  /** Changes if Home Assistant has changed since the last run, so that the commands run again. */
  readonly seen: pulumi.Input<string>;
  /** The commands' variable with Home Assistant's access token; a secret. */
  readonly accessToken: HomeAssistantCredentials;
}

/**
 * Home Assistant's side: the connector's app, the trusted proxies, the external address. Of its two commands one records
 * what was there, and restores it on destroy; the other one sets everything up. It is created last, so that a Home Assistant
 * that is down or a wrong token affects nothing else, and destroyed first, so that no connector is connected when the
 * tunnel is deleted.
 */
export class HomeAssistant extends pulumi.ComponentResource {
  constructor(name: string, args: HomeAssistantArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:HomeAssistant", name, {}, opts);
    const common = {
      HOME_ASSISTANT: JSON.stringify(args.choices),
      TUNNEL_ID: args.tunnelId,
      SEEN: args.seen,
      ...args.accessToken,
    };
    const recordName = `${name}-record`;
    const recorded = new command.local.Command(
      recordName,
      {
        // Runs again when its environment changes, and then keeps the first run's record.
        create: nodeCommand("home-assistant", "record"),
        delete: nodeCommand("home-assistant", "restore"),
        environment: {
          ...common,
          RESOURCE: detached(pulumi.createUrn(recordName, "command:local:Command", this)),
        },
        logging: "stderr",
      },
      // The recorded options of an app may contain somebody's tunnel token.
      { ...childOptions(this, opts), additionalSecretOutputs: ["stdout"] },
    );
    new command.local.Command(
      `${name}-setup`,
      {
        // No `delete`: the other command restores everything.
        create: nodeCommand("home-assistant", "apply"),
        environment: {
          ...common,
          ACCOUNT_ID: args.accountId,
          TUNNEL_TOKEN: pulumi.secret(args.tunnelToken),
          ...args.credentials,
        },
        logging: "stderr",
      },
      { parent: this, dependsOn: recorded },
    );
    this.registerOutputs({});
  }
}

/** Returns a value without its dependencies: a child that depended on its component would wait for itself. */
function detached<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}
