import type Cloudflare from "cloudflare";
import type { AllowRule } from "../../domain/rules/access-rules.ts";
import { ask } from "../cloudflare.ts";
import { collect } from "../collect.ts";
import type { ZoneIdentity } from "../../domain/configuration/zone.ts";
import { attempt, valueOf } from "./attempt.ts";

/** The Allow rules that cover the zone: its own, its account's and its owner's. */
export async function readAccessRules(
  api: Cloudflare,
  { zoneId, accountId }: ZoneIdentity,
): Promise<AllowRule[]> {
  const list = api.firewall.accessRules;
  const scopes = [{ zone_id: zoneId }, { account_id: accountId }];
  const found = await Promise.all(
    scopes.map((scope) =>
      ask("reading IP Access rules", () => collect(list.list({ ...scope, mode: "whitelist" }))),
    ),
  );
  const rules = found.flat().map((rule) => ({
    id: rule.id,
    target: rule.configuration.target ?? "",
    value: rule.configuration.value ?? "",
    notes: rule.notes ?? "",
  }));
  return [...new Map([...rules, ...(await readOwners(api))].map((rule) => [rule.id, rule])).values()];
}

/** Rules of the token's user, for which the SDK has no method. A token of an account has no user, and no such rules. */
async function readOwners(api: Cloudflare): Promise<AllowRule[]> {
  const query = { mode: "whitelist", per_page: 1000 };
  const answer = await attempt(() =>
    api.get<{ result?: OwnersRule[] | null }>("/user/firewall/access_rules/rules", { query }),
  );
  return (valueOf(answer)?.result ?? []).map(({ id, configuration, notes }) => ({
    id,
    ...configuration,
    notes: notes ?? "",
  }));
}

interface OwnersRule {
  readonly id: string;
  readonly configuration: { readonly target: string; readonly value: string };
  readonly notes?: string;
}
