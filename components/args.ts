import type * as pulumi from "@pulumi/pulumi";
import type { HomeSettings } from "../domain/configuration/home-settings.ts";

/** The settings of the stack file, checked in the same way, and two tokens that should be in no file. */
export interface SecureHomeArgs extends HomeSettings {
  /** Cloudflare API token; by default cloudflare:apiToken of the stack, or else CLOUDFLARE_API_TOKEN. */
  apiToken?: pulumi.Input<string>;
  /** Long-lived access token of a Home Assistant administrator, for homeAssistant; by default HOME_ASSISTANT_TOKEN. */
  homeAssistantToken?: pulumi.Input<string>;
}
