import type Cloudflare from "cloudflare";
import { plainText } from "../../model/plain-text";
import { ask } from "../cloudflare";
import { collect } from "../collect";
import type { ZoneIdentity } from "../zone";
import { attempt, valueOf } from "./attempt";

/** An IP Access rule with action Allow. */
export interface AccessRule {
  readonly id: string;
  /** `ip 203.0.113.7`, `country DE` */
  readonly who: string;
  readonly notes: string;
}

/** The Allow rules that cover the zone: its own, its account's and its owner's. */
export async function readAccessRules(
  api: Cloudflare,
  { zoneId, accountId }: ZoneIdentity,
): Promise<AccessRule[]> {
  const list = api.firewall.accessRules;
  const scopes = [{ zone_id: zoneId }, { account_id: accountId }];
  const found = await Promise.all(
    scopes.map((scope) =>
      ask("reading IP Access rules", () => collect(list.list({ ...scope, mode: "whitelist" }))),
    ),
  );
  const rules = found.flat().map((rule) => ({
    id: rule.id,
    who: `${rule.configuration.target ?? ""} ${rule.configuration.value ?? ""}`,
    notes: plainText(rule.notes ?? ""),
  }));
  return [...new Map([...rules, ...(await readOwners(api))].map((rule) => [rule.id, rule])).values()];
}

/** Rules of the token's user, for which the SDK has no method. A token of an account has no user, and no such rules. */
async function readOwners(api: Cloudflare): Promise<AccessRule[]> {
  const query = { mode: "whitelist", per_page: 1000 };
  const answer = await attempt(() =>
    api.get<{ result?: OwnersRule[] | null }>("/user/firewall/access_rules/rules", { query }),
  );
  return (valueOf(answer)?.result ?? []).map(({ id, configuration, notes }) => ({
    id,
    who: `${configuration.target} ${configuration.value}`,
    notes: plainText(notes ?? ""),
  }));
}

interface OwnersRule {
  readonly id: string;
  readonly configuration: { readonly target: string; readonly value: string };
  readonly notes?: string;
}
