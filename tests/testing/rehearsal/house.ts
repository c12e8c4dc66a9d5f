import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Rehearsal, rehearse } from "../../../testing/rehearsal/rehearsal.ts";
import { type Simulator, startSimulator } from "cloudflare-simulator";

/** A configuration with two devices, whose keys are quick to create. */
export const houseConfig = {
  zone: "example.com",
  hostname: "ha.example.com",
  keyAlgorithm: "ecdsa-p256",
  organization: "Casa Müller",
  country: "DE",
  devices: [{ name: "anna-phone" }, { name: "ben-laptop", validityDays: 30 }],
};

/** A simulator and a folder for bundles; close() removes both. */
export interface Site {
  readonly simulator: Simulator;
  readonly bundleDirectory: string;
  /** Rehearses the program; the given keys replace the example's. */
  readonly rehearse: (config?: Readonly<Record<string, unknown>>) => Promise<Rehearsal>;
  readonly close: () => Promise<void>;
}

export async function openSite(): Promise<Site> {
  const simulator = await startSimulator();
  const folder = await mkdtemp(join(tmpdir(), "ha-mtls-test-"));
  const bundles = join(folder, "bundles");
  return {
    simulator,
    bundleDirectory: join(bundles, "test"),
    rehearse: (config) =>
      rehearse({
        api: simulator.api,
        apiToken: simulator.apiToken,
        stack: "test",
        config: { ...houseConfig, ...config },
        bundleDirectory: bundles,
      }),
    close: async () => {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The requests of a site as `METHOD path`, with the zone's, account's and tunnels' ids replaced. */
export function requestLines({ simulator }: Site): string[] {
  const tunnels = [...simulator.state.tunnels.keys()];
  return simulator.requests().map(({ method, path }) => {
    const short = path.replace("/client/v4/", "").replace(simulator.zoneId, "{zone}");
    const named = tunnels.reduce((text, id) => text.replace(id, "{tunnel}"), short);
    return `${method} ${named.replace(simulator.accountId, "{account}")}`;
  });
}
