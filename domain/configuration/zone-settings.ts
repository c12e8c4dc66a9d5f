import type { ZoneSettingsChoice } from "./settings.ts";

/** Ids of the zone settings that a stack can manage; all of them are recorded, and put back. */
export const settingIds = ["ssl", "always_use_https", "websockets", "min_tls_version", "http3"] as const;
export type SettingId = (typeof settingIds)[number];

/** A zone setting in Cloudflare's own words. */
export interface ManagedSetting {
  readonly id: SettingId;
  readonly value: string;
}

/** The settings to manage: everything the owner did not leave alone. */
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
