import type { Problem } from "../errors.ts";
import type { Configuration } from "./settings.ts";

/** The zone and its account, by Cloudflare's ids. */
export interface ZoneIdentity {
  readonly zoneId: string;
  readonly accountId: string;
}

/** What the configuration gives of both ids. */
type Wanted = Pick<Configuration, "zone" | "zoneId" | "accountId">;

/** The ids as the configuration gives them, where it gives both: nobody has to be asked then. */
export function configuredZone({ zoneId, accountId }: Wanted): ZoneIdentity | undefined {
  return zoneId === undefined || accountId === undefined ? undefined : { zoneId, accountId };
}

/** A zone of the wanted name. */
export interface ZoneCandidate extends ZoneIdentity {
  /** By which an owner knows the account. */
  readonly accountName: string;
}

/** The one zone of that name, among those that the token can see. */
export function chooseZone(
  found: readonly ZoneCandidate[],
  { zone: name, zoneId, accountId }: Wanted,
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
