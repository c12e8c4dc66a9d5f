import type { DeviceArgs } from "../../../components/device.ts";
import type { HeldDevice } from "../../../domain/configuration/home.ts";
import { soundHome } from "../../domain/sound-home.ts";

/** A device in its first generation. */
export const held: HeldDevice = {
  logicalName: "anna-phone",
  device: "anna-phone",
  generation: 1,
  previous: false,
  platform: "android",
  validityDays: 365,
  keyAlgorithm: "rsa-2048",
  bundleEncryption: "compatible",
  csr: undefined,
  profilePassword: false,
};

/** What this device is made from. */
export const args: DeviceArgs = { home: soundHome({ country: "NO" }), held, zoneId: "zone", requests: {} };

/** The home with another organization, whatever the configuration would accept. */
export function homeOf(organization: string): DeviceArgs["home"] {
  return { ...args.home, configuration: { ...args.home.configuration, organization } };
}
