import type Cloudflare from "cloudflare";
import { findEntryPoint } from "./entry-point";

/** What a zone was like before the stack's first run. Kept in the stack's state; later versions must still read it. */
export interface ZoneRecord {
  readonly settings: Readonly<Record<string, string>>;
  /** Whether the zone had an entry point for custom rules: an empty one of ours is deleted, theirs is kept. */
  readonly hadEntryPoint: boolean;
}

const recordedSettings = ["ssl", "always_use_https", "websockets", "min_tls_version"] as const;

/** A setting's value as text. */
export async function readSetting(api: Cloudflare, zone: string, id: string): Promise<string> {
  const setting: object = await api.zones.settings.get(id, { zone_id: zone });
  return "value" in setting && typeof setting.value === "string" ? setting.value : "";
}

/** Reads all settings that the stack could manage, also those it leaves alone today. */
export async function recordZone(api: Cloudflare, zone: string): Promise<ZoneRecord> {
  const values = recordedSettings.map(async (id) => {
    return [id, await readSetting(api, zone, id)] as const;
  });
  return {
    settings: Object.fromEntries(await Promise.all(values)),
    hadEntryPoint: (await findEntryPoint(api, zone)) !== undefined,
  };
}
