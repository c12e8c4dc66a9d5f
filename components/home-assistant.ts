import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { HomeAssistantChoices } from "../domain/home-assistant/wanted.ts";
import type { CloudflareCredentials, HomeAssistantCredentials } from "../preflight/plan-home.ts";
import { childOptions } from "./child-options.ts";
import { nodeCommand } from "./own-commands.ts";

/**
 * Home Assistant's own side: the connector's app, the trusted proxy, the external address. Two commands: one remembers
 * what is there, and puts it back on destroy; the other one makes it so. It is made last of all, so that a Home Assistant
 * that is down or a wrong token keeps nothing else from being made, and destroyed first, so that no connector is connected
 * when its tunnel is deleted.
 */
export interface HomeAssistantArgs {
  readonly choices: HomeAssistantChoices;
  readonly accountId: pulumi.Input<string>;
  readonly tunnelId: pulumi.Input<string>;
  /** What cloudflared is started with. A secret. */
  readonly tunnelToken: pulumi.Input<string>;
  /** Changes when something has been changed at Home Assistant since the last run, so that it is looked at again. */
  readonly seen: pulumi.Input<string>;
  /** The variables with Cloudflare's API token and Home Assistant's access token for the commands; secrets. */
  readonly credentials: CloudflareCredentials;
  readonly accessToken: HomeAssistantCredentials;
}

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
        // Runs again when any of the environment changes, and then goes on with the record of the first run.
        create: nodeCommand("home-assistant", "record"),
        delete: nodeCommand("home-assistant", "restore"),
        environment: {
          ...common,
          RESOURCE: detached(pulumi.createUrn(recordName, "command:local:Command", this)),
        },
        logging: "stderr",
      },
      // Somebody's own tunnel token may be among the options of the app that is remembered.
      { ...childOptions(this, opts), additionalSecretOutputs: ["stdout"] },
    );
    new command.local.Command(
      `${name}-setup`,
      {
        // No `delete`: the record puts everything back.
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

/** A value without the resources that it comes from: a child that depends on its component waits for itself. */
function detached<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}
