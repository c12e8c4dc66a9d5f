import type { Problem } from "../errors.ts";
import type { Configuration } from "./settings.ts";

/** Cloudflare's ids of the zone and its account. */
export interface ZoneIdentity {
  readonly zoneId: string;
  readonly accountId: string;
}

/** The settings that identify the zone. */
type ZoneChoice = Pick<Configuration, "zone" | "zoneId" | "accountId">;

/** Returns the ids when the configuration has both, so that they need not be looked up. */
export function configuredZone({ zoneId, accountId }: ZoneChoice): ZoneIdentity | undefined {
  return zoneId === undefined || accountId === undefined ? undefined : { zoneId, accountId };
}

/** A zone with the configured name. */
export interface ZoneCandidate extends ZoneIdentity {
  /** The name that the dashboard shows for the account. */
  readonly accountName: string;
}

/** Chooses the zone that the configuration identifies from those that the token can see. */
export function chooseZone(
  found: readonly ZoneCandidate[],
  { zone: name, zoneId, accountId }: ZoneChoice,
): ZoneIdentity | Problem {
  const candidates = found.filter(
    (zone) => (zoneId ?? zone.zoneId) === zone.zoneId && (accountId ?? zone.accountId) === zone.accountId,
  );
  const [zone, ...others] = candidates;
  if (zone === undefined) {
    return {
      code: "zone-not-found",
      where: "zone",
      what: `"${name}" was not found, or is not visible to this token`,
      fix: "Give the token Zone · Zone · Read, or set zoneId and accountId (32 digits each, on the zone's Overview page).",
    };
  }
  const ids = candidates.map((one) => `${one.zoneId} (account ${one.accountName})`).join(", ");
  return others.length === 0
    ? { zoneId: zone.zoneId, accountId: zone.accountId }
    : {
        code: "several-zones",
        where: "zone",
        what: `"${name}" is the name of several zones: ${ids}`,
        fix: "Choose one: npx pulumi config set zoneId <id>",
      };
}
