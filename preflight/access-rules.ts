import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import { allowedPast, unreadableAccessRules } from "../domain/rules/access-rules.ts";
import type { Problem } from "../domain/errors.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";

/**
 * IP Access rules with the action Allow, of the zone and of its account: they let requests pass before any custom rule
 * is asked. A token that may not read them does not stop the run.
 */
export async function surveyAccessRules(
  { zoneId, accountId }: ZoneIdentity,
  options: InvokeOptions,
): Promise<Problem[]> {
  try {
    const scopes = [{ zoneId }, { accountId }];
    const found = await Promise.all(
      scopes.map((scope) => cloudflare.getAccessRules({ ...scope, mode: "whitelist" }, options)),
    );
    const rules = found.flatMap(({ results }) => results);
    return allowedPast(rules.map(({ id, configuration, notes }) => ({ id, notes, ...configuration })));
  } catch {
    return [unreadableAccessRules];
  }
}
