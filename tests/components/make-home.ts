import * as pulumi from "@pulumi/pulumi";
import { SecureHome } from "../../components/secure-home";
import type { Home } from "../../model/home";
import { lookUps, type VirtualZone } from "../survey/virtual-zone";
import { type MockedCloud, mockCloud, type Registration } from "./mocked-cloud";

export interface MadeHome {
  readonly cloud: MockedCloud;
  readonly made: SecureHome;
}

/** Makes a home in a zone, with nothing stuck, and waits until all of it is there. */
export async function makeHome(home: Home, zone: VirtualZone = {}): Promise<MadeHome> {
  const cloud = await mockCloud({ lookUps: lookUps(zone), stack: home.stack });
  // Pulumi notes a stack trace for each of its promises, and jest translates each: half of the time goes there.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const made = startHome(home);
  // The records come last; what nobody waits for has been asked for by then.
  await Promise.all(home.services.map(({ hostname }) => cloud.asked(`${hostname}-record`)));
  Error.stackTraceLimit = stackTraceLimit;
  return { cloud, made };
}

/** Makes a home without waiting for anything. */
export function startHome(home: Home): SecureHome {
  const requests = Object.fromEntries(home.held.map(({ device }) => [device, `own request of ${device}`]));
  return new SecureHome("home", { home, apiToken: pulumi.secret("the token"), requests });
}

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
