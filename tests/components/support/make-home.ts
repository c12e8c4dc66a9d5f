import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Home } from "../../../domain/configuration/home.ts";
import type { HomeSettings } from "../../../domain/configuration/home-settings.ts";
import { SecureHome } from "../../../package.ts";
import { lookUps, virtualApi, type VirtualZone } from "../../preflight/support/virtual-zone.ts";
import { type MockedCloud, mockCloud, type Registration } from "./mocked-cloud.ts";

export interface MadeHome {
  readonly cloud: MockedCloud;
  readonly made: SecureHome;
  /** What the run told its owner for information. */
  readonly notes: readonly string[];
}

/** Makes a home in a zone and waits until all of it exists. */
export async function makeHome(home: Home, zone: VirtualZone = {}): Promise<MadeHome> {
  const cloud = await mockCloud({ lookUps: lookUps(zone), stack: home.stack });
  const api = jest.spyOn(globalThis, "fetch").mockImplementation(virtualApi(zone).fetch);
  // Pulumi records a stack trace for each of its promises, and jest maps each one, which takes half of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const { made, info } = startHome(home);
  // The records come last; everything that nothing waits for has been requested by then.
  await Promise.all(home.services.map(({ hostname }) => cloud.asked(`${hostname}-record`)));
  Error.stackTraceLimit = stackTraceLimit;
  api.mockRestore();
  return { cloud, made, notes: info.mock.calls.map(([text]) => text) };
}

/** Makes a home without waiting for anything, and catches what it logs. */
export function startHome({ configuration }: Home) {
  const devices = configuration.devices.map((device) =>
    device.csr === undefined ? device : { ...device, csr: requestOf(device.name) },
  );
  const { origin, ...others } = configuration;
  // A configuration with services still contains the default origin, which must not be written beside them.
  const settings = {
    ...others,
    ...(others.services === undefined ? { origin } : {}),
    devices,
  } as HomeSettings;
  jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const info = jest.spyOn(pulumi.log, "info").mockClear().mockResolvedValue();
  const made = new SecureHome("home", { ...settings, apiToken: pulumi.secret("the token") });
  return { made, info };
}

/** Returns the path of a certificate request that a device made. */
function requestOf(device: string): string {
  const path = join(folder, `${device}.pem`);
  if (!existsSync(path)) {
    const words = ["req", "-new", "-key", "key.pem", "-subj", `/CN=${device}`, "-out", path];
    execFileSync("openssl", words, { cwd: folder, stdio: "ignore" });
  }
  return path;
}

const folder = mkdtempSync(join(tmpdir(), "ha-mtls-requests-"));
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Returns the names of everything that the engine makes before this resource and destroys after it. */
export function awaited(cloud: MockedCloud, { dependencies }: Registration): Set<string> {
  const byUrn = new Map(cloud.registrations.map((one) => [one.urn, one]));
  const seen = new Set<Registration>();
  const visit = (urns: readonly string[]): void => {
    for (const urn of urns) {
      const found = byUrn.get(urn);
      if (found !== undefined && !seen.has(found)) {
        seen.add(found);
        visit(found.dependencies);
      }
    }
  };
  visit(dependencies);
  return new Set([...seen].map(({ name }) => name));
}
