import { spawnSync } from "node:child_process";
import { noOpenssl } from "../../domain/certificates/openssl.ts";
import type { Home } from "../../domain/configuration/home.ts";
import type { ZoneIdentity } from "../../domain/configuration/zone.ts";
import { Failure } from "../../domain/failure.ts";
import type { CloudflareApi } from "../../zone/api.ts";
import { identifyZone } from "../../zone/identify.ts";
import type { StackState } from "../../zone/state.ts";
import { checkNeighbours } from "./check-neighbours.ts";
import { checkPermissions, checkToken, missingPermission } from "./check-token.ts";
import { checkZone } from "./check-zone.ts";
import { type Diagnosis, fine, problem } from "./diagnosis.ts";
import { permissions } from "./permissions.ts";
import { readZoneFacts } from "./read-facts.ts";
import { readTokenFacts } from "./token-facts.ts";

interface Deployed {
  readonly home: Home;
  readonly state: StackState;
}

/** Checks everything that a run needs on this machine and at Cloudflare; only reads. @throws Failure when Cloudflare can't be reached */
export async function examine(api: CloudflareApi, { home, state }: Deployed): Promise<Diagnosis[]> {
  const zone = await findZone(api, home);
  const accountId = "zoneId" in zone ? zone.accountId : home.configuration.accountId;
  const token = await readTokenFacts(api, accountId);
  const first = [checkMachine(), ...checkToken(token, accountId)];
  if (!("zoneId" in zone)) {
    // An invalid token can't see the zone either: one cause is reported once.
    return "value" in token ? [...first, zone] : first;
  }
  const facts = await readZoneFacts(api, { zone, home, state });
  return [...first, ...checkPermissions(token, facts), ...checkZone(facts), ...checkNeighbours(facts)];
}

function checkMachine(): Diagnosis {
  const answer = spawnSync("openssl", ["version"], { encoding: "utf8" });
  return answer.status === 0
    ? fine(`${answer.stdout.trim()} is installed`)
    : problem(noOpenssl, "Without it no device gets a bundle.");
}

async function findZone(api: CloudflareApi, home: Home): Promise<ZoneIdentity | Diagnosis> {
  try {
    return await identifyZone(api, home.configuration);
  } catch (error) {
    const [found] = error instanceof Failure ? error.problems : [];
    if (found?.code === "refused-token") {
      return missingPermission(permissions.zone);
    }
    if (found?.code === "zone-not-found" || found?.code === "several-zones") {
      return problem(found, "Everything that the stack creates belongs to the zone.");
    }
    throw error;
  }
}
