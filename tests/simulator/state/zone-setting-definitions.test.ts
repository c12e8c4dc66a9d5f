import { ZONE_SETTING_DEFINITIONS } from "cloudflare-simulator/state/zone-setting-definitions.ts";

test.each(Object.entries(ZONE_SETTING_DEFINITIONS))(
  "%s accepts its initial value",
  (_, { initial, accepts }) => {
    expect(accepts(initial)).toBe(true);
  },
);

test.each<[string, unknown, boolean]>([
  ["ssl", "strict", true],
  ["ssl", "on", false],
  ["websockets", "off", true],
  ["websockets", true, false],
  ["min_tls_version", "1.3", true],
  ["min_tls_version", 1.3, false],
  ["tls_1_3", "zrt", true],
  ["browser_cache_ttl", 31_536_000, true],
  ["browser_cache_ttl", 31_536_001, false],
  ["browser_cache_ttl", 0.5, false],
  ["challenge_ttl", 900, true],
  ["challenge_ttl", 901, false],
  ["ciphers", ["AES128-SHA"], true],
  ["ciphers", "AES128-SHA", false],
  ["nel", { enabled: false }, true],
  ["nel", [], false],
])("whether %s accepts %p: %s", (id, value, accepted) => {
  expect(ZONE_SETTING_DEFINITIONS[id]?.accepts(value)).toBe(accepted);
});

test("the free plan can't edit the settings of paid plans", () => {
  const editable = (id: string) => ZONE_SETTING_DEFINITIONS[id]?.editable;
  expect(["max_upload", "polish", "true_client_ip_header"].map(editable)).toEqual([false, false, false]);
  expect(["ssl", "always_use_https", "http3"].map(editable)).toEqual([true, true, true]);
});
