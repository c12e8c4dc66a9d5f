import type Cloudflare from "cloudflare";
import { guardedHostnames, isGateRule } from "../domain/rules/own-rules.ts";
import { findEntryPoint } from "./entry-point.ts";

export interface AssociateArgs {
  readonly zone: string;
  /** Hostnames on which the edge is to ask for a client certificate. */
  readonly wanted: readonly string[];
  /** Hostnames that are to leave the list. */
  readonly dropped: readonly string[];
}

const attempts = 5;

/**
 * Changes the zone's one list of hostname associations, which Cloudflare only takes whole: it is read right before it is
 * written and read again afterwards. Homes that share a zone can write at the same time, and the later one can miss what
 * the other has just added: every hostname that some home's rule guards is put back, too.
 */
export async function associate(api: Cloudflare, args: AssociateArgs): Promise<void> {
  const associations = api.certificateAuthorities.hostnameAssociations;
  let guarded: readonly string[] = [];
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const live = (await associations.get({ zone_id: args.zone })).hostnames ?? [];
    const wanted = [...args.wanted, ...guarded];
    const hostnames = [
      ...live.filter((hostname) => !args.dropped.includes(hostname)),
      ...new Set(wanted.filter((hostname) => !live.includes(hostname))),
    ];
    if (hostnames.length === live.length && hostnames.every((hostname) => live.includes(hostname))) {
      return;
    }
    await associations.update({ zone_id: args.zone, hostnames });
    guarded = await hostnamesOfHomes(api, args);
  }
  throw new Error(
    `the hostname associations of ${[...args.wanted, ...args.dropped].join(", ")} were changed by somebody else ` +
      `${attempts} times while this run wrote them: run npx pulumi up again`,
  );
}

async function hostnamesOfHomes(api: Cloudflare, { zone, dropped }: AssociateArgs): Promise<string[]> {
  const rules = (await findEntryPoint(api, zone))?.rules ?? [];
  return rules
    .filter(isGateRule)
    .flatMap((rule) => guardedHostnames(rule.expression ?? ""))
    .filter((hostname) => !dropped.includes(hostname));
}
