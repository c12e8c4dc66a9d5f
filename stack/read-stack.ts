import * as pulumi from "@pulumi/pulumi";
import type { SecureHomeArgs } from "../components/secure-home.ts";
import { accessTokenKey } from "../domain/configuration/api-token.ts";
import { decodeConfig } from "../domain/configuration/config.ts";
import { quietDebugLog } from "./quiet-debug-log.ts";

/** What the stack file says, as the home's arguments: the home itself checks them. */
export function readStack(): SecureHomeArgs {
  quietDebugLog();
  const homeAssistantToken = new pulumi.Config().getSecret(accessTokenKey);
  return {
    ...(decodeConfig(ownKeys()) as unknown as SecureHomeArgs),
    ...(homeAssistantToken === undefined ? {} : { homeAssistantToken }),
  };
}

/** The keys of this project's namespace, without it. */
function ownKeys(): Record<string, string> {
  const prefix = `${pulumi.getProject()}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix) && key !== `${prefix}${accessTokenKey}`)
      // A token has no place in the file: under its full name it is refused as a key that nobody knows.
      .map(([key, value]) => [key === `${prefix}apiToken` ? key : key.slice(prefix.length), value]),
  );
}
