import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import { readAccess } from "./access";
import { ask } from "./ask";
import type { OwnState } from "./own-state";

/** The zone's hostname associations. */
export interface Associations {
  /** Those that are not this stack's: it neither wants them now nor had them before. */
  readonly foreign: readonly string[];
  readonly all: readonly string[];
}

/** Reads the one list that the zone has. */
export async function readAssociations(
  { zoneId, hostnames, own }: { zoneId: string; hostnames: readonly string[]; own: OwnState },
  options: InvokeOptions,
): Promise<Associations> {
  const answer = await ask("reading hostname associations", () =>
    cloudflare.getCertificateAuthoritiesHostnameAssociations({ zoneId }, options),
  );
  const before = Object.keys(readAccess(own)?.entrants ?? {});
  const ours = new Set([...hostnames, ...before]);
  return { foreign: answer.hostnames.filter((hostname) => !ours.has(hostname)), all: answer.hostnames };
}
