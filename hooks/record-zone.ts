import type Cloudflare from "cloudflare";
import { settingIds } from "../domain/configuration/zone-settings.ts";

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
export interface Wanted {
  readonly settings: WantedSettings;
  readonly hostnames: readonly string[];
}

/** Setting ids and the values that a run gives them. */
export type WantedSettings = Readonly<Record<string, string>>;

/** A setting's value as text. */
export async function readSetting(api: Cloudflare, zone: string, id: string): Promise<string> {
  const setting: object = await api.zones.settings.get(id, { zone_id: zone });
  return "value" in setting && typeof setting.value === "string" ? setting.value : "";
}

/** Reads a record as the state holds it; the first ones said neither what the stack had given and managed nor what was associated. */
export function readRecord(text: string): ZoneRecord {
  const first = { given: {}, managed: settingIds, associated: [] };
  return { ...first, ...(JSON.parse(text) as Omit<ZoneRecord, keyof typeof first> & Partial<ZoneRecord>) };
}

/** Reads our hostnames' associations, and all settings that the stack could manage, also those it leaves alone today. */
export async function recordZone(api: Cloudflare, zone: string, wanted: Wanted): Promise<ZoneRecord> {
  return {
    settings: await readSettings(api, zone, settingIds),
    given: addTo({}, wanted.settings),
    managed: Object.keys(wanted.settings),
    associated: await readAssociated(api, zone, wanted.hostnames),
    named: wanted.hostnames,
  };
}

/**
 * The record of an earlier run, for a run that manages other settings or gives them other values. What it knows of the
 * time before stays: by now the zone holds our own values. Only a setting that nobody managed until now, and whose
 * value is not ours, is read again: somebody may have changed it meanwhile.
 */
export async function continueRecord(
  api: Cloudflare,
  zone: string,
  { record, wanted }: { readonly record: ZoneRecord; readonly wanted: Wanted },
): Promise<ZoneRecord> {
  const named = record.named ?? wanted.hostnames;
  const added = wanted.hostnames.filter((hostname) => !named.includes(hostname));
  const taken = Object.keys(wanted.settings).filter((id) => !record.managed.includes(id));
  const found = Object.entries(await readSettings(api, zone, taken));
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
  api: Cloudflare,
  zone: string,
  hostnames: readonly string[],
): Promise<readonly string[]> {
  if (hostnames.length === 0) {
    return [];
  }
  const answer = await api.certificateAuthorities.hostnameAssociations.get({ zone_id: zone });
  return hostnames.filter((hostname) => (answer.hostnames ?? []).includes(hostname));
}

async function readSettings(
  api: Cloudflare,
  zone: string,
  ids: readonly string[],
): Promise<Record<string, string>> {
  const values = ids.map(async (id) => [id, await readSetting(api, zone, id)] as const);
  return Object.fromEntries(await Promise.all(values));
}

function addTo(given: ZoneRecord["given"], wanted: WantedSettings): ZoneRecord["given"] {
  const added = Object.entries(wanted).map(
    ([id, value]) => [id, [...new Set([...(given[id] ?? []), value])]] as const,
  );
  return { ...given, ...Object.fromEntries(added) };
}
