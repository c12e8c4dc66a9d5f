import { guardedHostnames, isGateRule } from "../domain/rules/own-rules.ts";
import { type CloudflareApi, path } from "../zone/api.ts";
import { findEntryPoint, readAssociations } from "../zone/read-rules.ts";

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
export async function associate(api: CloudflareApi, args: AssociateArgs): Promise<void> {
  const { zone: zoneId } = args;
  let guarded: readonly string[] = [];
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const live = await readAssociations(api, { zoneId });
    const wanted = [...args.wanted, ...guarded];
    const hostnames = [
      ...live.filter((hostname) => !args.dropped.includes(hostname)),
      ...new Set(wanted.filter((hostname) => !live.includes(hostname))),
    ];
    if (hostnames.length === live.length && hostnames.every((hostname) => live.includes(hostname))) {
      return;
    }
    await api.send("PUT", path`zones/${zoneId}/certificate_authorities/hostname_associations`, { hostnames });
    guarded = await hostnamesOfHomes(api, args);
  }
  throw new Error(
    `the hostname associations of ${[...args.wanted, ...args.dropped].join(", ")} were changed by somebody else ` +
      `${attempts} times while this run wrote them: run npx pulumi up again`,
  );
}

async function hostnamesOfHomes(api: CloudflareApi, { zone, dropped }: AssociateArgs): Promise<string[]> {
  const rules = (await findEntryPoint(api, { zoneId: zone }))?.rules ?? [];
  return rules
    .filter(isGateRule)
    .flatMap((rule) => guardedHostnames(rule.expression))
    .filter((hostname) => !dropped.includes(hostname));
}
