import * as pulumi from "@pulumi/pulumi";
import type { SecureHomeArgs } from "../components/args.ts";
import { accessTokenKey } from "../domain/configuration/api-token.ts";
import { decodeConfig } from "../domain/configuration/config.ts";

/** Returns the settings of the stack file as the home's arguments, which the home itself checks. */
export function readStack(): SecureHomeArgs {
  silenceDebugLog();
  const homeAssistantToken = new pulumi.Config().getSecret(accessTokenKey);
  return {
    ...(decodeConfig(ownKeys()) as unknown as SecureHomeArgs),
    ...(homeAssistantToken === undefined ? {} : { homeAssistantToken }),
  };
}

/**
 * Disables the SDK's debug log, which goes to `--debug`, `-v`, `--json` and event logs and contains every resource and
 * look-up with its secrets in clear. Warnings and errors are still logged.
 */
function silenceDebugLog(): void {
  Object.assign(pulumi.log, { debug: () => Promise.resolve() });
}

/** Returns the keys in this project's namespace, without the namespace. */
function ownKeys(): Record<string, string> {
  const prefix = `${pulumi.getProject()}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix) && key !== `${prefix}${accessTokenKey}`)
      // A token does not belong in the file: under its full name it is refused as an unknown key.
      .map(([key, value]) => [key === `${prefix}apiToken` ? key : key.slice(prefix.length), value]),
  );
}
