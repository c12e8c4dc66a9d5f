import { settingIds } from "../domain/configuration/zone-settings.ts";
import type { CloudflareApi } from "../zone/api.ts";
import { readAssociations } from "../zone/read-rules.ts";
import { readSettings } from "../zone/read-settings.ts";

/** What a zone was like before the stack changed it. Kept in the stack's state; later versions must still read it. */
export interface ZoneRecord {
  /** Setting ids and the values of before. */
  readonly settings: Readonly<Record<string, string>>;
  /** Setting ids and every value that the stack has given them, also to those that it has let go of since. */
  readonly given: Readonly<Record<string, readonly string[]>>;
  /** Setting ids that the last run managed. */
  readonly managed: readonly string[];
  /** Hostnames of ours that were associated before the stack first named them: those associations are somebody else's. */
  readonly associated: readonly string[];
  /** Every hostname that a run has named; undefined in a record that does not say: all that are there may be ours. */
  readonly named?: readonly string[] | undefined;
}

/** What a run gives the zone. */
export interface WantedZone {
  readonly settings: WantedSettings;
  readonly hostnames: readonly string[];
}

/** Setting ids and the values that a run gives them. */
export type WantedSettings = Readonly<Record<string, string>>;

/** Reads a record as the state holds it; the first ones said neither what the stack had given and managed nor what was associated. */
export function readRecord(text: string): ZoneRecord {
  const first = { given: {}, managed: settingIds, associated: [] };
  return { ...first, ...(JSON.parse(text) as Omit<ZoneRecord, keyof typeof first> & Partial<ZoneRecord>) };
}

/** Reads our hostnames' associations, and all settings that the stack could manage, also those it leaves alone today. */
export async function recordZone(api: CloudflareApi, zone: string, wanted: WantedZone): Promise<ZoneRecord> {
  return {
    settings: await readSettings(api, { zoneId: zone }, settingIds),
    given: addTo({}, wanted.settings),
    managed: Object.keys(wanted.settings),
    associated: await readAssociated(api, zone, wanted.hostnames),
    named: wanted.hostnames,
  };
}

/**
 * The record of an earlier run, for a run that manages other settings or gives them other values. What it knows of the
 * time before stays: by now the zone holds our own values. Only a setting that nobody managed until now, and whose
 * value is not ours, is read again: somebody may have changed it meanwhile. So is one that the record does not know.
 */
export async function continueRecord(
  api: CloudflareApi,
  zone: string,
  { record, wanted }: { readonly record: ZoneRecord; readonly wanted: WantedZone },
): Promise<ZoneRecord> {
  const named = record.named ?? wanted.hostnames;
  const added = wanted.hostnames.filter((hostname) => !named.includes(hostname));
  const taken = Object.keys(wanted.settings).filter(
    (id) => !record.managed.includes(id) || record.settings[id] === undefined,
  );
  const found = Object.entries(await readSettings(api, { zoneId: zone }, taken));
  const theirs = found.filter(([id, value]) => !(record.given[id] ?? []).includes(value));
  return {
    ...record,
    settings: { ...record.settings, ...Object.fromEntries(theirs) },
    given: addTo(record.given, wanted.settings),
    managed: Object.keys(wanted.settings),
    associated: [...record.associated, ...(await readAssociated(api, zone, added))],
    named: [...named, ...added],
  };
}

/** Those of the hostnames that are associated now. */
async function readAssociated(
  api: CloudflareApi,
  zone: string,
  hostnames: readonly string[],
): Promise<readonly string[]> {
  if (hostnames.length === 0) {
    return [];
  }
  const associated = await readAssociations(api, { zoneId: zone });
  return hostnames.filter((hostname) => associated.includes(hostname));
}

function addTo(given: ZoneRecord["given"], wanted: WantedSettings): ZoneRecord["given"] {
  const added = Object.entries(wanted).map(
    ([id, value]) => [id, [...new Set([...(given[id] ?? []), value])]] as const,
  );
  return { ...given, ...Object.fromEntries(added) };
}
