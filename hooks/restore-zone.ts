import { hasRefOf } from "../domain/rules/own-rules.ts";
import { associate } from "./associate.ts";
import { type CloudflareApi, path } from "../zone/api.ts";
import { unlessMissing } from "../zone/ask.ts";
import { readSettings } from "../zone/read-objects.ts";
import { findEntryPoint } from "../zone/read-rules.ts";
import type { ZoneRef } from "../zone/zone.ts";
import type { ZoneRecord } from "./record-zone.ts";

export interface RestoreArgs extends ZoneRef {
  readonly record: ZoneRecord;
  readonly hostnames: readonly string[];
  readonly refPrefix: string;
  readonly keepSettings: boolean;
}

/** Removes what is ours from the zone's shared lists and restores its settings. Can be repeated after a failure. */
export async function restoreZone(api: CloudflareApi, args: RestoreArgs): Promise<void> {
  const { zoneId, hostnames, record } = args;
  await removeRules(api, args);
  // An association that existed before the stack belongs to somebody else.
  const dropped = hostnames.filter((hostname) => !record.associated.includes(hostname));
  await associate(api, { zoneId, wanted: [], dropped });
  if (!args.keepSettings) {
    await restoreSettings(api, args);
  }
}

/**
 * Removes our rules one by one, so that other people's are not even sent. Keeps the list itself even if it is empty:
 * somebody may add a rule at any moment.
 */
async function removeRules(api: CloudflareApi, { zoneId, refPrefix }: RestoreArgs): Promise<void> {
  const entry = await findEntryPoint(api, { zoneId });
  const ours = (entry?.rules ?? []).filter((rule) => hasRefOf(rule, refPrefix));
  for (const { id } of ours) {
    await unlessMissing(api.send("DELETE", path`zones/${zoneId}/rulesets/${entry?.id ?? ""}/rules/${id}`));
  }
}

/** Restores only settings that still have a value of ours: any other value was set by somebody else since. */
async function restoreSettings(api: CloudflareApi, { zoneId, record }: RestoreArgs): Promise<void> {
  const { settings, given } = record;
  const changed = Object.keys(settings).filter((id) => given[id]?.some((value) => value !== settings[id]));
  const live = await readSettings(api, { zoneId }, changed);
  for (const id of changed) {
    const value = settings[id];
    if (live[id] !== value && given[id]?.includes(live[id] ?? "")) {
      await api.send("PATCH", path`zones/${zoneId}/settings/${id}`, { value });
    }
  }
}
