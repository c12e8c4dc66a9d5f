import { hasRefOf } from "../domain/rules/own-rules.ts";
import { associate } from "./associate.ts";
import { type CloudflareApi, path } from "../zone/api.ts";
import { unlessMissing } from "../zone/ask.ts";
import { findEntryPoint } from "../zone/read-rules.ts";
import { readSetting } from "../zone/read-settings.ts";
import type { ZoneRecord } from "./record-zone.ts";

export interface RestoreArgs {
  readonly zone: string;
  readonly record: ZoneRecord;
  readonly hostnames: readonly string[];
  readonly refPrefix: string;
  readonly keepSettings: boolean;
}

/** Takes what is ours out of the zone's shared lists and puts settings back. Can be run again after a failure. */
export async function restoreZone(api: CloudflareApi, args: RestoreArgs): Promise<void> {
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
async function removeRules(api: CloudflareApi, { zone, refPrefix }: RestoreArgs): Promise<void> {
  const entry = await findEntryPoint(api, { zoneId: zone });
  const ours = (entry?.rules ?? []).filter((rule) => hasRefOf(rule, refPrefix));
  for (const { id } of ours) {
    await unlessMissing(api.send("DELETE", path`zones/${zone}/rulesets/${entry?.id ?? ""}/rules/${id}`));
  }
}

/** One that was there before the stack is somebody else's, and stays. */
async function removeAssociations(
  api: CloudflareApi,
  { zone, hostnames, record }: RestoreArgs,
): Promise<void> {
  const dropped = hostnames.filter((hostname) => !record.associated.includes(hostname));
  await associate(api, { zone, wanted: [], dropped });
}

/** A setting that somebody else has changed since is theirs to keep: only a value that we gave is taken back. */
async function restoreSettings(api: CloudflareApi, { zone, record }: RestoreArgs): Promise<void> {
  for (const [id, before] of Object.entries(record.settings)) {
    const ours = (record.given[id] ?? []).filter((value) => value !== before);
    if (ours.length > 0 && ours.includes(await readSetting(api, { zoneId: zone }, id))) {
      await api.send("PATCH", path`zones/${zone}/settings/${id}`, { value: before });
    }
  }
}
