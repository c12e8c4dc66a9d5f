import type Cloudflare from "cloudflare";
import type { Home } from "../../model/home";
import { Failure } from "../failure";
import type { StackState } from "../state";
import { identifyZone, type ZoneIdentity } from "../zone";
import { checkMachine } from "./check-machine";
import { checkNeighbours } from "./check-neighbours";
import { checkPermissions, checkToken, missingPermission } from "./check-token";
import { checkZone } from "./check-zone";
import { type Finding, problem } from "./finding";
import { permissions } from "./permissions";
import { readFacts } from "./read-facts";
import { readTokenFacts } from "./token-facts";

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
