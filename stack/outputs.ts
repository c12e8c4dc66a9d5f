import type * as pulumi from "@pulumi/pulumi";
import type { DeviceOutput } from "../components/outputs.ts";

/** A device in the stack's outputs, where a file that it does not have is null. */
export interface StackDevice extends Omit<DeviceOutput, "bundle" | "certificateFile"> {
  readonly bundle: string | null;
  readonly certificateFile: string | null;
}

/** Returns the home's devices as stack outputs, all with the same keys. */
export function describeDevices(
  devices: pulumi.Output<Record<string, DeviceOutput>>,
): pulumi.Output<Record<string, StackDevice>> {
  return devices.apply((all) =>
    Object.fromEntries(
      Object.entries(all).map(([name, { bundle, certificateFile, ...device }]) => [
        name,
        { ...device, bundle: bundle ?? null, certificateFile: certificateFile ?? null },
      ]),
    ),
  );
}
