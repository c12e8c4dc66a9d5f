import * as pulumi from "@pulumi/pulumi";
import type { HomeSettings } from "../model/home-settings";
import type { DeviceOutput, HomeAssistantOutput } from "./outputs";
/** The settings of the stack file, checked as those are, and one thing that no file should hold. */
export interface SecureHomeArgs extends HomeSettings {
    /** Cloudflare API token for the commands that run on destroy; CLOUDFLARE_API_TOKEN or cloudflare:apiToken by default. */
    apiToken?: pulumi.Input<string>;
}
/**
 * A locked house: everything that one home has in Cloudflare, in the order in which it may exist.
 * A hostname can be reached last and goes first; the restore point is there before everything and goes last.
 */
export declare class SecureHome extends pulumi.ComponentResource {
    /** Address of the first service. */
    readonly url: pulumi.Output<string>;
    /** Cloudflare's id of the tunnel. */
    readonly tunnelId: pulumi.Output<string>;
    /** What cloudflared is started with. A secret. */
    readonly tunnelToken: pulumi.Output<string>;
    /** The certificates held, by the name of the device. */
    readonly devices: pulumi.Output<Record<string, DeviceOutput>>;
    /** What opens the bundles, by the name of the device. A secret. */
    readonly bundlePasswords: pulumi.Output<Record<string, string>>;
    /** The .p12 files as base64, by the name of the device. A secret. */
    readonly bundles: pulumi.Output<Record<string, string>>;
    /** What Home Assistant and cloudflared need to be told. */
    readonly homeAssistant: pulumi.Output<HomeAssistantOutput>;
    constructor(name: string, args: SecureHomeArgs, opts?: pulumi.ComponentResourceOptions);
}
