import * as pulumi from "@pulumi/pulumi";
import type { SecureHomeArgs } from "../components/secure-home.ts";
import { decodeConfig } from "../domain/configuration/config.ts";
import { quietDebugLog } from "./quiet-debug-log.ts";

/** What the stack file says, as the home's arguments: the home itself checks them. */
export function readStack(): SecureHomeArgs {
  quietDebugLog();
  return decodeConfig(ownKeys()) as unknown as SecureHomeArgs;
}

/** The keys of this project's namespace, without it. */
function ownKeys(): Record<string, string> {
  const prefix = `${pulumi.getProject()}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      // A token has no place in the file: under its full name it is refused as a key that nobody knows.
      .map(([key, value]) => [key === `${prefix}apiToken` ? key : key.slice(prefix.length), value]),
  );
}
