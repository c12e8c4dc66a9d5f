import type { Home } from "../../domain/configuration/home.ts";
import { Failure } from "../../domain/failure.ts";
import type { CloudflareApi } from "../../zone/api.ts";
import { identifyZone } from "../../zone/identify.ts";
import type { StackState } from "../../zone/state.ts";
import type { ZoneIdentity } from "../../domain/configuration/zone.ts";
import { checkMachine } from "./check-machine.ts";
import { checkNeighbours } from "./check-neighbours.ts";
import { checkPermissions, checkToken, missingPermission } from "./check-token.ts";
import { checkZone } from "./check-zone.ts";
import { type Check, problem } from "./check.ts";
import { permissions } from "./permissions.ts";
import { readFacts } from "./read-facts.ts";
import { readTokenFacts } from "./token-facts.ts";

interface Deployed {
  readonly home: Home;
  readonly state: StackState;
}

/** Looks at everything that a run needs. Only reads. @throws Failure when Cloudflare can't be reached */
export async function examine(api: CloudflareApi, { home, state }: Deployed): Promise<Check[]> {
  const zone = await findZone(api, home);
  const accountId = "zoneId" in zone ? zone.accountId : home.configuration.accountId;
  const token = await readTokenFacts(api, accountId);
  const first = [...checkMachine(), ...checkToken(token, accountId)];
  if (!("zoneId" in zone)) {
    // An invalid token sees no zone either: one cause, one finding.
    return "value" in token ? [...first, zone] : first;
  }
  const facts = await readFacts(api, { zone, home, state });
  return [...first, ...checkPermissions(token, facts), ...checkZone(facts), ...checkNeighbours(facts)];
}

async function findZone(api: CloudflareApi, home: Home): Promise<ZoneIdentity | Check> {
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
