import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import { readAccess } from "./access";
import { ask } from "./ask";
import type { OwnState } from "./own-state";

/** The zone's hostname associations that are not this stack's: those it neither wants now nor had before. */
export async function readForeignAssociations(
  { zoneId, hostnames, own }: { zoneId: string; hostnames: readonly string[]; own: OwnState },
  options: InvokeOptions,
): Promise<readonly string[]> {
  const answer = await ask("reading hostname associations", () =>
    cloudflare.getCertificateAuthoritiesHostnameAssociations({ zoneId }, options),
  );
  const before = Object.keys(readAccess(own)?.entrants ?? {});
  const ours = new Set([...hostnames, ...before]);
  return answer.hostnames.filter((hostname) => !ours.has(hostname));
}
