import Cloudflare from "cloudflare";

/** The zone's entry point for custom rules with all rules, as the API gives them. */
export interface EntryPoint {
  readonly id: string;
  readonly rules?: readonly { readonly id: string; readonly ref: string }[];
}

/** Reads the entry point; undefined when the zone has none. */
export async function findEntryPoint(api: Cloudflare, zone: string): Promise<EntryPoint | undefined> {
  try {
    return await api.rulesets.phases.get("http_request_firewall_custom", { zone_id: zone });
  } catch (error) {
    if (error instanceof Cloudflare.NotFoundError) {
      return undefined;
    }
    throw error;
  }
}
