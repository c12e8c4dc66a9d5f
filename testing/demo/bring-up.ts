import type { World } from "./world.ts";

/** A device that can be tried: its bundle on disk and what opens it. */
export interface DemoDevice {
  readonly name: string;
  /** Path of the .p12. */
  readonly bundle: string;
  readonly password: string;
  readonly pin: string;
  readonly certificateId: string;
}

/** A house that was brought up: what the stack's outputs say of it. */
export interface House {
  readonly hostname: string;
  readonly tunnelId: string;
  readonly devices: readonly DemoDevice[];
}

/** Brings the stack up in a world, and tells each step that is done as one short line. */
export type BringUp = (world: World, tell: (step: string) => void) => Promise<House>;

interface StackOutputs {
  readonly tunnelId: string;
  readonly devices: Readonly<
    Record<string, { readonly bundle: string; readonly pin: string; readonly certificateId: string }>
  >;
  readonly bundlePasswords: Readonly<Record<string, string>>;
}

interface Example {
  readonly hostname: string;
  readonly configuration: { readonly devices: readonly { readonly name: string }[] };
}

/** Reads a house from the stack's outputs, in the order of the configured devices. */
export function readHouse(outputs: unknown, { hostname, configuration }: Example): House {
  const { tunnelId, devices, bundlePasswords } = outputs as StackOutputs;
  return {
    hostname,
    tunnelId,
    devices: configuration.devices.map(({ name }) => {
      const device = devices[name];
      const password = bundlePasswords[name];
      if (device === undefined || password === undefined) throw new Error(`the outputs lack ${name}`);
      const { bundle, pin, certificateId } = device;
      return { name, bundle, password, pin, certificateId };
    }),
  };
}
