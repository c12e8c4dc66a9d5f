import type Cloudflare from "cloudflare";
import { findEntryPoint } from "./entry-point";
import { readSetting, type ZoneRecord } from "./record-zone";

export interface RestoreArgs {
  readonly zone: string;
  /** JSON of a ZoneRecord. */
  readonly record: string;
  readonly hostnames: readonly string[];
  readonly refPrefix: string;
  /** Settings that the stack managed, with the values it gave them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly keepSettings: boolean;
}

/** Takes what is ours out of the zone's shared lists and puts settings back. Can be run again after a failure. */
export async function restoreZone(api: Cloudflare, args: RestoreArgs): Promise<void> {
  const record = JSON.parse(args.record) as ZoneRecord;
  await removeRules(api, args, record);
  await removeAssociations(api, args);
  if (!args.keepSettings) {
    await restoreSettings(api, args, record);
  }
}

async function removeRules(
  api: Cloudflare,
  { zone, refPrefix }: RestoreArgs,
  record: ZoneRecord,
): Promise<void> {
  const entry = await findEntryPoint(api, zone);
  const rules = entry?.rules ?? [];
  const ours = rules.filter(({ ref }) => isOurs(ref, refPrefix));
  if (entry === undefined || ours.length === 0) {
    return;
  }
  if (ours.length === rules.length && !record.hadEntryPoint) {
    await api.rulesets.delete(entry.id, { zone_id: zone });
    return;
  }
  // Rule by rule: what others have in the list is not even sent.
  for (const { id } of ours) {
    await api.rulesets.rules.delete(id, { ruleset_id: entry.id, zone_id: zone });
  }
}

function isOurs(ref: string, refPrefix: string): boolean {
  return ref.startsWith(refPrefix) && /^\d+$/.test(ref.slice(refPrefix.length));
}

async function removeAssociations(api: Cloudflare, { zone, hostnames }: RestoreArgs): Promise<void> {
  const associations = api.certificateAuthorities.hostnameAssociations;
  const live = (await associations.get({ zone_id: zone })).hostnames ?? [];
  const others = live.filter((hostname) => !hostnames.includes(hostname));
  if (others.length < live.length) {
    await associations.update({ zone_id: zone, hostnames: others });
  }
}

/** A setting that somebody else has changed since is theirs to keep. */
async function restoreSettings(
  api: Cloudflare,
  { zone, settings }: RestoreArgs,
  record: ZoneRecord,
): Promise<void> {
  for (const [id, ours] of Object.entries(settings)) {
    const before = record.settings[id];
    if (before !== undefined && before !== ours && (await readSetting(api, zone, id)) === ours) {
      await api.zones.settings.edit(id, { zone_id: zone, value: before });
    }
  }
}
