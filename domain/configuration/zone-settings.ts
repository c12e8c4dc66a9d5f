import type { ZoneSettingsChoice } from "./settings.ts";

/** A zone setting in Cloudflare's own words. */
export interface ManagedSetting {
  readonly id: "ssl" | "always_use_https" | "websockets" | "min_tls_version";
  readonly value: string;
}

/** The settings to manage: everything the owner did not leave alone. */
export function managedSettings(choice: ZoneSettingsChoice): ManagedSetting[] {
  const all: readonly ManagedSetting[] = [
    { id: "ssl", value: choice.ssl },
    { id: "always_use_https", value: choice.alwaysUseHttps },
    { id: "websockets", value: choice.webSockets },
    { id: "min_tls_version", value: choice.minTlsVersion },
  ];
  return all.filter(({ value }) => value !== "leave");
}
