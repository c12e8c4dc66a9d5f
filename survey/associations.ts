import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import { readAccess } from "./access";
import { ask } from "./ask";
import type { OwnState } from "./own-state";

/** The zone's hostname associations in their order, without those that this stack had before and wants no more. */
export async function readAssociations(
  { zoneId, hostnames, own }: { zoneId: string; hostnames: readonly string[]; own: OwnState },
  options: InvokeOptions,
): Promise<readonly string[]> {
  const answer = await ask("reading hostname associations", () =>
    cloudflare.getCertificateAuthoritiesHostnameAssociations({ zoneId }, options),
  );
  const before = Object.keys(readAccess(own)?.entrants ?? {});
  return answer.hostnames.filter((hostname) => hostnames.includes(hostname) || !before.includes(hostname));
}
