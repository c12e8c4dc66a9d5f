import type * as pulumi from "@pulumi/pulumi";
/** One device as an output; a generation that is still kept stands under its own name, `anna-phone` beside `anna-phone.2`. */
export interface DeviceOutput {
    /** SHA-256 of the certificate, 64 lower-case hexadecimal digits. */
    pin: string;
    /** ISO 8601. */
    expiresOn: string;
    /** Path of the .p12; a device that keeps its key has none. */
    bundle?: string;
    /** Path of the certificate (PEM) of a device that keeps its key. */
    certificateFile?: string;
    /** Whether the owner wants the password inside the .mobileconfig. */
    profilePassword: boolean;
    /** Name of the device, without its generation. */
    device: string;
    /** 1, and one more for each time the certificate was replaced. */
    generation: number;
    /** What the device runs. */
    platform: string;
    /** Cloudflare's id of the certificate. */
    certificateId: string;
    /** The certificate (PEM). */
    certificate: string;
}
/** Home Assistant's side of the set-up. */
export interface HomeAssistantOutput {
    /** For configuration.yaml. */
    configuration: string;
    /** For the Cloudflared add-on's options. A secret. */
    addonOptions: pulumi.Output<string>;
    /** A service for docker compose. A secret. */
    dockerCompose: pulumi.Output<string>;
}
