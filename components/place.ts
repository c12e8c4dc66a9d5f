import type * as pulumi from "@pulumi/pulumi";
import type { Home } from "../domain/configuration/home.ts";
import type { CloudflareCredentials } from "../preflight/plan-home.ts";

/** What components are made for, and where. Each takes the part that it needs. */
export interface Place {
  readonly home: Home;
  readonly zoneId: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
  /** The commands' variable with the API token; a secret. */
  readonly credentials: CloudflareCredentials;
}
