import type * as pulumi from "@pulumi/pulumi";
import type { DeviceOutput } from "../components/outputs.ts";

/** One device in the stack's outputs: a file that it does not have is null there. */
export interface ListedDevice extends Omit<DeviceOutput, "bundle" | "certificateFile"> {
  readonly bundle: string | null;
  readonly certificateFile: string | null;
}

/** The home's devices as the stack shows them: every one with the same keys. */
export function listDevices(
  devices: pulumi.Output<Record<string, DeviceOutput>>,
): pulumi.Output<Record<string, ListedDevice>> {
  return devices.apply((all) =>
    Object.fromEntries(
      Object.entries(all).map(([name, { bundle, certificateFile, ...device }]) => [
        name,
        { ...device, bundle: bundle ?? null, certificateFile: certificateFile ?? null },
      ]),
    ),
  );
}
