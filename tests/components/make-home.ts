import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { SecureHome } from "../../components/secure-home.ts";
import type { Home } from "../../domain/configuration/home.ts";
import type { HomeSettings } from "../../domain/configuration/home-settings.ts";
import { lookUps, virtualApi, type VirtualZone } from "../preflight/virtual-zone.ts";
import { type MockedCloud, mockCloud, type Registration } from "./mocked-cloud.ts";

export interface MadeHome {
  readonly cloud: MockedCloud;
  readonly made: SecureHome;
}

/** Makes a home in a zone, with nothing stuck, and waits until all of it is there. */
export async function makeHome(home: Home, zone: VirtualZone = {}): Promise<MadeHome> {
  const cloud = await mockCloud({ lookUps: lookUps(zone), stack: home.stack });
  const api = jest.spyOn(globalThis, "fetch").mockImplementation(virtualApi(zone).fetch);
  // Pulumi notes a stack trace for each of its promises, and jest translates each: half of the time goes there.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const made = startHome(home);
  jest.spyOn(pulumi.log, "info").mockResolvedValue();
  // The records come last; what nobody waits for has been asked for by then.
  await Promise.all(home.services.map(({ hostname }) => cloud.asked(`${hostname}-record`)));
  Error.stackTraceLimit = stackTraceLimit;
  api.mockRestore();
  return { cloud, made };
}

/** Makes a home without waiting for anything. */
export function startHome({ configuration }: Home): SecureHome {
  const devices = configuration.devices.map((device) =>
    device.csr === undefined ? device : { ...device, csr: requestOf(device.name) },
  );
  const { origin, ...others } = configuration;
  // What was read has the default origin beside services, too; nobody may write that.
  const settings = {
    ...others,
    ...(others.services === undefined ? { origin } : {}),
    devices,
  } as HomeSettings;
  const logs = (["warn", "info"] as const).map((level) => jest.spyOn(pulumi.log, level).mockResolvedValue());
  const made = new SecureHome("home", { ...settings, apiToken: pulumi.secret("the token") });
  logs.forEach((log) => {
    log.mockRestore();
  });
  return made;
}

/** Path of a certificate request that a device made. */
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

/** Names of everything that the engine makes before this, and destroys after it. */
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
