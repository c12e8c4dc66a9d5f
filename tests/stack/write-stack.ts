import * as pulumi from "@pulumi/pulumi";
import { stored } from "../domain/stored-configuration.ts";

/** Gives the program a stack file with these settings of its own, and an encrypted API token. */
export function writeStack(settings: Readonly<Record<string, unknown>>): void {
  const own = Object.entries(stored(settings)).map(([key, value]) => [`ha-mtls:${key}`, value] as const);
  const token = "cloudflare:apiToken";
  pulumi.runtime.setAllConfig({ ...Object.fromEntries(own), [token]: "the token" }, [token]);
}
