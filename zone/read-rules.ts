import { z } from "zod";
import type { AllowRule } from "../domain/rules/access-rules.ts";
import {
  customRulesPhase,
  type EntryPoint,
  readCustomRule,
  ruleAnswer,
} from "../domain/rules/custom-rule.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import { type CloudflareApi, path } from "./api.ts";
import { ask, attempt, type Attempt, unlessMissing, valueOf } from "./ask.ts";
import type { AccountRef, ZoneRef } from "./zone.ts";

const ruleset = z
  .object({ id: z.string(), rules: z.array(ruleAnswer.transform(readCustomRule)).nullish() })
  .transform(({ id, rules }) => ({ id, rules: rules ?? [] }));

const entryPoint = `rulesets/phases/${customRulesPhase}/entrypoint`;

/** Reads all custom rules of a zone; undefined if the zone has no entry point. */
export function findEntryPoint(api: CloudflareApi, { zoneId }: ZoneRef): Promise<EntryPoint | undefined> {
  return unlessMissing(api.get(path`zones/${zoneId}/` + entryPoint, ruleset));
}

/** The same for the account, whose rules come first. https://developers.cloudflare.com/waf/account/custom-rulesets/ */
export function findAccountEntryPoint(
  api: CloudflareApi,
  { accountId }: AccountRef,
): Promise<EntryPoint | undefined> {
  return unlessMissing(api.get(path`accounts/${accountId}/` + entryPoint, ruleset));
}

const associations = z
  .object({ hostnames: z.array(z.string()).nullish() })
  .transform(({ hostnames }) => hostnames ?? []);

/** Reads the zone's list of hostname associations, in its order. */
export function readAssociations(api: CloudflareApi, { zoneId }: ZoneRef): Promise<readonly string[]> {
  return api.get(path`zones/${zoneId}/certificate_authorities/hostname_associations`, associations);
}

const accessRule = z
  .object({
    id: z.string(),
    configuration: z.object({ target: z.string(), value: z.string() }),
    notes: z.string().nullish(),
  })
  .transform(({ id, configuration, notes }) => ({ id, ...configuration, notes: notes ?? "" }));

/** Reads the IP Access rules with the action Allow: those of the zone, its account and the token's user. */
export async function readAllowRules(
  api: CloudflareApi,
  { zoneId, accountId }: ZoneIdentity,
): Promise<Attempt<AllowRule[]>> {
  const read = (scope: string): Promise<AllowRule[]> =>
    ask("reading IP Access rules", () =>
      api.list(`${scope}/firewall/access_rules/rules`, accessRule, { mode: "whitelist" }),
    );
  const scopes = [path`zones/${zoneId}`, path`accounts/${accountId}`];
  const [found, ofUser] = await Promise.all([
    attempt(() => Promise.all(scopes.map(read))),
    // An account-owned token has no user.
    attempt(() => read("user")),
  ]);
  return "refused" in found ? found : { value: [...found.value.flat(), ...(valueOf(ofUser) ?? [])] };
}
