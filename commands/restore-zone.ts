import type Cloudflare from "cloudflare";
import { findEntryPoint } from "./entry-point";
import { readSetting, type ZoneRecord } from "./record-zone";

export interface RestoreArgs {
  readonly zone: string;
  readonly record: ZoneRecord;
  readonly hostnames: readonly string[];
  readonly refPrefix: string;
  readonly keepSettings: boolean;
}

/** Takes what is ours out of the zone's shared lists and puts settings back. Can be run again after a failure. */
export async function restoreZone(api: Cloudflare, args: RestoreArgs): Promise<void> {
  await removeRules(api, args);
  await removeAssociations(api, args);
  if (!args.keepSettings) {
    await restoreSettings(api, args);
  }
}

async function removeRules(api: Cloudflare, { zone, refPrefix, record }: RestoreArgs): Promise<void> {
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

/** One that was there before the stack is somebody else's, and stays. */
async function removeAssociations(api: Cloudflare, { zone, hostnames, record }: RestoreArgs): Promise<void> {
  const associations = api.certificateAuthorities.hostnameAssociations;
  const live = (await associations.get({ zone_id: zone })).hostnames ?? [];
  const others = live.filter(
    (hostname) => !hostnames.includes(hostname) || record.associated.includes(hostname),
  );
  if (others.length < live.length) {
    await associations.update({ zone_id: zone, hostnames: others });
  }
}

/** A setting that somebody else has changed since is theirs to keep: only a value that we gave is taken back. */
async function restoreSettings(api: Cloudflare, { zone, record }: RestoreArgs): Promise<void> {
  for (const [id, before] of Object.entries(record.settings)) {
    const ours = (record.given[id] ?? []).filter((value) => value !== before);
    if (ours.length > 0 && ours.includes(await readSetting(api, zone, id))) {
      await api.zones.settings.edit(id, { zone_id: zone, value: before });
    }
  }
}
