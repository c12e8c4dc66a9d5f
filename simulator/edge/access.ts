import { canonicalName } from "../state/names.ts";
import type { State } from "../state/state.ts";

/**
 * Whether the account's "Require Access protection" refuses a hostname because it has no Access application and its zone
 * isn't exempted. An application's domain may start with `*.` and end with a path.
 */
export function isRefusedByAccess({ access, zone }: State, host: string): boolean {
  const { deny_unmatched_requests, deny_unmatched_requests_exempted_zone_names: exempted } =
    access.organisation;
  if (!deny_unmatched_requests || exempted.includes(zone.name)) return false;
  const name = canonicalName(host);
  return !access.applications.some(({ domain }) => covers(domain.toLowerCase().split("/")[0] ?? "", name));
}

const covers = (domain: string, name: string): boolean =>
  domain === name || (domain.startsWith("*.") && name.endsWith(domain.slice(1)));
