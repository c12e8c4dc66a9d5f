import type Cloudflare from "cloudflare";
import type { Home } from "../../domain/configuration/home.ts";
import { Failure } from "../failure.ts";
import type { StackState } from "../state.ts";
import { identifyZone } from "../zone.ts";
import type { ZoneIdentity } from "../../domain/configuration/zone.ts";
import { checkMachine } from "./check-machine.ts";
import { checkNeighbours } from "./check-neighbours.ts";
import { checkPermissions, checkToken, missingPermission } from "./check-token.ts";
import { checkZone } from "./check-zone.ts";
import { type Finding, problem } from "./finding.ts";
import { permissions } from "./permissions.ts";
import { readFacts } from "./read-facts.ts";
import { readTokenFacts } from "./token-facts.ts";

interface Subject {
  readonly home: Home;
  readonly state: StackState;
}

/** Looks at everything that a run needs. Only reads. @throws Failure when Cloudflare can't be reached */
export async function examine(api: Cloudflare, { home, state }: Subject): Promise<Finding[]> {
  const zone = await findZone(api, home);
  const token = await readTokenFacts(api, "zoneId" in zone ? zone.accountId : home.configuration.accountId);
  const first = [...checkMachine(), ...checkToken(token)];
  if (!("zoneId" in zone)) {
    // An invalid token sees no zone either: one cause, one finding.
    return "value" in token ? [...first, zone] : first;
  }
  const facts = await readFacts(api, { zone, home, state });
  return [...first, ...checkPermissions(token, facts), ...checkZone(facts), ...checkNeighbours(facts)];
}

async function findZone(api: Cloudflare, home: Home): Promise<ZoneIdentity | Finding> {
  try {
    return await identifyZone(api, home.configuration);
  } catch (error) {
    const [found] = error instanceof Failure ? error.problems : [];
    if (found?.code === "refused-token") {
      return missingPermission(permissions.zone);
    }
    if (found?.code === "zone-not-found" || found?.code === "several-zones") {
      return problem(found, "Everything that the stack makes belongs to the zone.");
    }
    throw error;
  }
}
