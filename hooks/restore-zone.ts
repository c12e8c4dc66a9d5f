import Cloudflare from "cloudflare";
import { hasRefOf } from "../domain/rules/own-rules.ts";
import { associate } from "./associate.ts";
import { findEntryPoint } from "./entry-point.ts";
import { readSetting, type ZoneRecord } from "./record-zone.ts";

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

/**
 * Rule by rule: what others have in the list is not even sent. The list itself stays, even where it is empty: somebody
 * may put a rule into it at any moment.
 */
async function removeRules(api: Cloudflare, { zone, refPrefix }: RestoreArgs): Promise<void> {
  const entry = await findEntryPoint(api, zone);
  const ours = (entry?.rules ?? []).filter((rule) => hasRefOf(rule, refPrefix));
  for (const { id } of ours) {
    await unlessGone(api.rulesets.rules.delete(id, { ruleset_id: entry?.id ?? "", zone_id: zone }));
  }
}

async function unlessGone(deletion: PromiseLike<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof Cloudflare.NotFoundError)) {
      throw error;
    }
  }
}

/** One that was there before the stack is somebody else's, and stays. */
async function removeAssociations(api: Cloudflare, { zone, hostnames, record }: RestoreArgs): Promise<void> {
  const dropped = hostnames.filter((hostname) => !record.associated.includes(hostname));
  await associate(api, { zone, wanted: [], dropped });
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
