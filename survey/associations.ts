import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import { readAccess } from "./access";
import { ask } from "./ask";
import type { OwnState } from "./own-state";

/** The zone's hostname associations, in their order. */
export interface Associations {
  /** Without those that this stack had before and wants no more. */
  readonly staying: readonly string[];
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
  const staying = answer.hostnames.filter(
    (hostname) => hostnames.includes(hostname) || !before.includes(hostname),
  );
  return { staying, all: answer.hostnames };
}
