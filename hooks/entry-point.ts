import Cloudflare from "cloudflare";
import { customRulesPhase } from "../domain/rules/custom-rule.ts";

/** A rule as far as scripts look at it; what else the API gives comes along. */
export interface ApiRule {
  readonly id: string;
  readonly ref: string;
  readonly expression?: string;
}

/** The zone's entry point for custom rules with all rules, as the API gives them. */
export interface EntryPoint {
  readonly id: string;
  readonly rules?: readonly ApiRule[];
}

/** Reads the entry point; undefined when the zone has none. */
export async function findEntryPoint(api: Cloudflare, zone: string): Promise<EntryPoint | undefined> {
  try {
    return await api.rulesets.phases.get(customRulesPhase, { zone_id: zone });
  } catch (error) {
    if (error instanceof Cloudflare.NotFoundError) {
      return undefined;
    }
    throw error;
  }
}
