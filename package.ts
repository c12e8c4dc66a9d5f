import * as pulumi from "@pulumi/pulumi";
import type { SecureHomeArgs } from "./components/args.ts";
import { withoutNulls } from "./components/describe-outputs.ts";
import type { DeviceOutput, HomeAssistantOutput } from "./components/outputs.ts";
import { openSite, planSite, secureHomeType } from "./components/site.ts";
import makeHome from "./index.ts";

export type { DeviceOutput, HomeAssistantOutput, SecureHomeArgs };
export type {
  HomeAssistantSettings,
  HomeDevice,
  HomeLane,
  HomeService,
  HomeSettings,
  HomeZoneSettings,
} from "./domain/configuration/home-settings.ts";

/**
 * Everything that one home has in the cloud, in the order in which it may exist. A hostname becomes reachable last and is
 * removed first; the zone's previous settings are recorded before everything else and restored last.
 */
export class SecureHome extends pulumi.ComponentResource {
  /** Address of the first service. */
  readonly url: pulumi.Output<string>;
  /** Cloudflare's id of the tunnel. */
  readonly tunnelId: pulumi.Output<string>;
  /** The token with which cloudflared runs. A secret. */
  readonly tunnelToken: pulumi.Output<string>;
  /** The devices with their certificates, by name. */
  readonly devices: pulumi.Output<Record<string, DeviceOutput>>;
  /** The bundles' passwords, by device name. A secret. */
  readonly bundlePasswords: pulumi.Output<Record<string, string>>;
  /** The .p12 files as base64, by device name. A secret. */
  readonly bundles: pulumi.Output<Record<string, string>>;
  /** The configuration that Home Assistant and cloudflared need. */
  readonly homeAssistant: pulumi.Output<HomeAssistantOutput>;

  constructor(name: string, args: SecureHomeArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planSite(name, args);
    super(secureHomeType, name, {}, opts);
    const made = makeHome(openSite(plan, this, opts));
    this.url = made.url;
    this.tunnelId = made.tunnelId;
    this.tunnelToken = made.tunnelToken;
    this.devices = made.devices.apply(withoutNulls);
    this.bundlePasswords = made.bundlePasswords;
    this.bundles = made.bundles;
    this.homeAssistant = made.homeAssistant;
    this.registerOutputs({});
  }
}
