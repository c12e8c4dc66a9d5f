import { settingIds } from "../domain/configuration/zone-settings.ts";
import type { CloudflareApi } from "../zone/api.ts";
import { readSettings } from "../zone/read-objects.ts";
import { readAssociations } from "../zone/read-rules.ts";
import type { ZoneRef } from "../zone/zone.ts";

/** The zone before the stack changed it. Kept in the stack's state, so later versions must be able to read it. */
export interface ZoneRecord {
  /** Previous values by setting id. */
  readonly settings: Readonly<Record<string, string>>;
  /** By setting id every value that the stack has ever set, even if it no longer manages the setting. */
  readonly given: Readonly<Record<string, readonly string[]>>;
  /** Ids of the settings that the last run managed. */
  readonly managed: readonly string[];
  /** The home's hostnames that were associated before the stack first named them; those associations are not ours. */
  readonly associated: readonly string[];
  /** Every hostname that a run has named; undefined in old records, whose associations may all be ours. */
  readonly named?: readonly string[] | undefined;
}

/** What a run sets in the zone. */
export interface DesiredZone {
  readonly settings: DesiredSettings;
  readonly hostnames: readonly string[];
}

/** Desired values by setting id. */
export type DesiredSettings = Readonly<Record<string, string>>;

/** Parses a record from the state; the oldest ones contain only the settings. */
export function readZoneRecord(text: string): ZoneRecord {
  const defaults = { given: {}, managed: settingIds, associated: [] };
  return { ...defaults, ...(JSON.parse(text) as Pick<ZoneRecord, "settings"> & Partial<ZoneRecord>) };
}

/** Records the associations of the home's hostnames, and all settings that the stack could ever manage. */
export async function recordZone(
  api: CloudflareApi,
  zone: ZoneRef,
  desired: DesiredZone,
): Promise<ZoneRecord> {
  return {
    settings: await readSettings(api, zone, settingIds),
    given: addTo({}, desired.settings),
    managed: Object.keys(desired.settings),
    associated: await readAssociated(api, zone, desired.hostnames),
    named: desired.hostnames,
  };
}

/**
 * Updates the record of an earlier run. The zone now contains the stack's own values, so the recorded ones are kept. Only
 * a setting that the last run did not manage, or that the record lacks, is read again, and its value is recorded unless
 * it is one of ours: somebody may have changed it meanwhile.
 */
export async function updateRecord(
  api: CloudflareApi,
  zone: ZoneRef,
  { record, desired }: { readonly record: ZoneRecord; readonly desired: DesiredZone },
): Promise<ZoneRecord> {
  const named = record.named ?? desired.hostnames;
  const added = desired.hostnames.filter((hostname) => !named.includes(hostname));
  const taken = Object.keys(desired.settings).filter(
    (id) => !record.managed.includes(id) || record.settings[id] === undefined,
  );
  const found = Object.entries(await readSettings(api, zone, taken));
  const theirs = found.filter(([id, value]) => record.given[id]?.includes(value) !== true);
  return {
    ...record,
    settings: { ...record.settings, ...Object.fromEntries(theirs) },
    given: addTo(record.given, desired.settings),
    managed: Object.keys(desired.settings),
    associated: [...record.associated, ...(await readAssociated(api, zone, added))],
    named: [...named, ...added],
  };
}

/** Returns those of the hostnames that are associated now. */
async function readAssociated(
  api: CloudflareApi,
  zone: ZoneRef,
  hostnames: readonly string[],
): Promise<readonly string[]> {
  const associated = hostnames.length === 0 ? [] : await readAssociations(api, zone);
  return hostnames.filter((hostname) => associated.includes(hostname));
}

function addTo(given: ZoneRecord["given"], desired: DesiredSettings): ZoneRecord["given"] {
  const added = Object.entries(desired).map(
    ([id, value]) => [id, [...new Set([...(given[id] ?? []), value])]] as const,
  );
  return { ...given, ...Object.fromEntries(added) };
}
