import { managedSettings } from "../../../domain/configuration/zone-settings.ts";

test("settings have Cloudflare's ids and values", () => {
  const choice = { ssl: "strict", alwaysUseHttps: "on", webSockets: "on", minTlsVersion: "1.3" } as const;
  expect(managedSettings({ ...choice, http3: "off", onDestroy: "restore" })).toEqual([
    { id: "ssl", value: "strict" },
    { id: "always_use_https", value: "on" },
    { id: "websockets", value: "on" },
    { id: "min_tls_version", value: "1.3" },
    { id: "http3", value: "off" },
  ]);
});

test("a setting with the value leave is not managed", () => {
  const choice = { ssl: "leave", alwaysUseHttps: "leave", webSockets: "on", minTlsVersion: "leave" } as const;
  expect(managedSettings({ ...choice, http3: "leave", onDestroy: "restore" })).toEqual([
    { id: "websockets", value: "on" },
  ]);
});
