import type * as pulumi from "@pulumi/pulumi";

/** A device as an output. Each generation has its own entry: `anna-phone` is kept beside `anna-phone.2`. */
export interface DeviceOutput {
  /** SHA-256 of the certificate, 64 lower-case hexadecimal digits. */
  pin: string;
  /** ISO 8601. */
  expiresOn: string;
  /** Path of the .p12; undefined for a device that keeps its key. */
  bundle?: string;
  /** Path of the certificate (PEM); undefined unless the device keeps its key. */
  certificateFile?: string;
  /** Whether the .mobileconfig contains the password. */
  profilePassword: boolean;
  /** Name of the device, without its generation. */
  device: string;
  /** Counts from 1; each replacement of the certificate adds 1. */
  generation: number;
  /** The platform on which the device runs, such as `ios`. */
  platform: string;
  /** Cloudflare's id of the certificate. */
  certificateId: string;
  /** The certificate (PEM). */
  certificate: string;
}

/** A device as an output of the stack, always with the same keys: a file that it does not have is null. */
export interface StackDevice extends Omit<DeviceOutput, "bundle" | "certificateFile"> {
  readonly bundle: string | null;
  readonly certificateFile: string | null;
}

/** What Home Assistant and cloudflared need. */
export interface HomeAssistantOutput {
  /** For configuration.yaml. */
  configuration: string;
  /** For the Cloudflared add-on's options. A secret. */
  addonOptions: pulumi.Output<string>;
  /** A service for docker compose. A secret. */
  dockerCompose: pulumi.Output<string>;
}
