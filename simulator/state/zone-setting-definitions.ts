/** A zone setting: its value on a new free zone, the values it accepts, and whether the free plan can edit it. */
export interface ZoneSettingDefinition {
  readonly initial: unknown;
  readonly accepts: (value: unknown) => boolean;
  readonly editable: boolean;
}

const oneOf =
  (...values: readonly unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value);

const between =
  (least: number, most: number) =>
  (value: unknown): boolean =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isListOfText = (value: unknown): boolean =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string");

const define = (initial: unknown, accepts: (value: unknown) => boolean): ZoneSettingDefinition => ({
  initial,
  accepts,
  editable: true,
});

const toggle = (initial: "on" | "off"): ZoneSettingDefinition => define(initial, oneOf("on", "off"));

const paid = (definition: ZoneSettingDefinition): ZoneSettingDefinition => ({
  ...definition,
  editable: false,
});

const CHALLENGE_SECONDS = [
  300, 900, 1800, 2700, 3600, 7200, 10800, 14400, 28800, 57600, 86400, 604800, 2592000, 31536000,
];

/** The zone settings of a free zone. https://developers.cloudflare.com/api/resources/zones/subresources/settings/ */
export const ZONE_SETTING_DEFINITIONS: Readonly<Record<string, ZoneSettingDefinition>> = {
  "0rtt": toggle("off"),
  advanced_ddos: paid(toggle("on")),
  always_online: toggle("off"),
  always_use_https: toggle("off"),
  automatic_https_rewrites: toggle("on"),
  brotli: toggle("on"),
  browser_cache_ttl: define(14400, between(0, 31_536_000)),
  browser_check: toggle("on"),
  cache_level: define("aggressive", oneOf("aggressive", "basic", "simplified")),
  challenge_ttl: define(1800, oneOf(...CHALLENGE_SECONDS)),
  ciphers: define([], isListOfText),
  cname_flattening: paid(define("flatten_at_root", oneOf("flatten_at_root", "flatten_all"))),
  development_mode: toggle("off"),
  early_hints: toggle("off"),
  email_obfuscation: toggle("on"),
  hotlink_protection: toggle("off"),
  http2: paid(toggle("on")),
  http3: toggle("on"),
  ip_geolocation: toggle("on"),
  ipv6: toggle("on"),
  max_upload: paid(define(100, between(100, 1000))),
  min_tls_version: define("1.0", oneOf("1.0", "1.1", "1.2", "1.3")),
  mirage: paid(toggle("off")),
  nel: define({ enabled: true }, isObject),
  opportunistic_encryption: toggle("on"),
  opportunistic_onion: toggle("on"),
  orange_to_orange: paid(toggle("off")),
  origin_error_page_pass_thru: paid(toggle("off")),
  polish: paid(define("off", oneOf("off", "lossless", "lossy"))),
  prefetch_preload: paid(toggle("off")),
  privacy_pass: toggle("on"),
  proxy_read_timeout: paid(define(100, between(1, 6000))),
  pseudo_ipv4: define("off", oneOf("off", "add_header", "overwrite_header")),
  replace_insecure_js: toggle("on"),
  response_buffering: paid(toggle("off")),
  rocket_loader: toggle("off"),
  security_header: define(
    {
      strict_transport_security: {
        enabled: false,
        include_subdomains: false,
        max_age: 0,
        nosniff: false,
        preload: false,
      },
    },
    isObject,
  ),
  security_level: define("medium", oneOf("essentially_off", "low", "medium", "high", "under_attack")),
  server_side_exclude: toggle("on"),
  sort_query_string_for_cache: paid(toggle("off")),
  ssl: define("full", oneOf("off", "flexible", "full", "strict")),
  transformations: define("off", oneOf("on", "off", "open")),
  tls_1_3: define("on", oneOf("on", "off", "zrt")),
  tls_client_auth: toggle("off"),
  true_client_ip_header: paid(toggle("off")),
  waf: paid(toggle("off")),
  webp: paid(toggle("off")),
  websockets: toggle("on"),
};
