import { example } from "./example.ts";
import type { World } from "./world.ts";

/** A device of the demo: its bundle on disk, and the bundle's password. */
export interface DemoDevice {
  readonly name: string;
  /** Path of the .p12. */
  readonly bundle: string;
  readonly password: string;
  readonly pin: string;
  readonly certificateId: string;
}

/** A deployed home, as the stack's outputs describe it. */
export interface DemoHome {
  readonly hostname: string;
  readonly tunnelId: string;
  readonly devices: readonly DemoDevice[];
}

/** Brings the stack up in a world, and reports each finished step in one line. */
export type BringUp = (world: World, tell: (step: string) => void) => Promise<DemoHome>;

interface StackOutputs {
  readonly tunnelId: string;
  readonly devices: Readonly<
    Record<string, { readonly bundle: string; readonly pin: string; readonly certificateId: string }>
  >;
  readonly bundlePasswords: Readonly<Record<string, string>>;
}

/** Reads the example's home from the stack's outputs, with its devices in the configured order. */
export function readHome(outputs: unknown): DemoHome {
  const { hostname, configuration } = example;
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
