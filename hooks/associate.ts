import { guardedHostnames, isGateRule } from "../domain/rules/own-rules.ts";
import { type CloudflareApi, path } from "../zone/api.ts";
import { findEntryPoint, readAssociations } from "../zone/read-rules.ts";

export interface AssociateArgs {
  readonly zoneId: string;
  /** Hostnames on which the edge should request a client certificate. */
  readonly wanted: readonly string[];
  /** Hostnames to remove from the list. */
  readonly dropped: readonly string[];
}

const maxAttempts = 5;

/**
 * Changes the zone's list of hostname associations. Cloudflare accepts only the whole list, so it is read right before
 * the write and again afterwards. A home that writes at the same time may overwrite what another has just added:
 * hostnames that any home's rule guards are therefore restored as well.
 * @throws Error if others keep changing the list
 */
export async function associate(api: CloudflareApi, args: AssociateArgs): Promise<void> {
  const { zoneId } = args;
  let guarded: readonly string[] = [];
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const live = await readAssociations(api, args);
    const wanted = [...args.wanted, ...guarded];
    const hostnames = [
      ...live.filter((hostname) => !args.dropped.includes(hostname)),
      ...new Set(wanted.filter((hostname) => !live.includes(hostname))),
    ];
    if (hostnames.length === live.length && hostnames.every((hostname) => live.includes(hostname))) {
      return;
    }
    await api.send("PUT", path`zones/${zoneId}/certificate_authorities/hostname_associations`, { hostnames });
    guarded = await guardedByAnyHome(api, args);
  }
  throw new Error(
    `somebody else changed the hostname associations ${maxAttempts} times while this run was changing ` +
      `${[...args.wanted, ...args.dropped].join(", ")}. Run it again: npx pulumi up`,
  );
}

async function guardedByAnyHome(api: CloudflareApi, { zoneId, dropped }: AssociateArgs): Promise<string[]> {
  const rules = (await findEntryPoint(api, { zoneId }))?.rules ?? [];
  return rules
    .filter(isGateRule)
    .flatMap((rule) => guardedHostnames(rule.expression))
    .filter((hostname) => !dropped.includes(hostname));
}
