import type { ZoneSettingsChoice } from "./settings.ts";

/** Cloudflare's ids of the zone settings that a stack can manage. The restore point records and restores all of them. */
export const settingIds = ["ssl", "always_use_https", "websockets", "min_tls_version", "http3"] as const;
export type SettingId = (typeof settingIds)[number];

/** A zone setting with Cloudflare's id and value. */
export interface ManagedSetting {
  readonly id: SettingId;
  readonly value: string;
}

/** Returns the settings to manage: all except those that are set to `leave`. */
export function managedSettings(choice: ZoneSettingsChoice): ManagedSetting[] {
  const all: readonly ManagedSetting[] = [
    { id: "ssl", value: choice.ssl },
    { id: "always_use_https", value: choice.alwaysUseHttps },
    { id: "websockets", value: choice.webSockets },
    { id: "min_tls_version", value: choice.minTlsVersion },
    { id: "http3", value: choice.http3 },
  ];
  return all.filter(({ value }) => value !== "leave");
}
