/**
 * Pulumi's names and the API's: `commonName` is `common_name`. Tunnel configurations are an exception: there the API
 * itself uses camelCase, with a few spellings of its own.
 * https://github.com/cloudflare/terraform-provider-cloudflare/blob/v5.22.0/internal/services/zero_trust_tunnel_cloudflared_config/model.go
 */

/** Renames all keys, at any depth, from Pulumi's to the API's. */
export const toApi = (value: unknown): unknown => rename(value, camelToSnake);

/** Renames all keys, at any depth, from the API's to Pulumi's. Fields that are null in the API are absent in Pulumi. */
export const fromApi = (value: unknown): unknown => rename(value, snakeToCamel);

/** Renames the keys of a tunnel's configuration from Pulumi's to the API's. */
export const toTunnelConfig = (value: unknown): unknown => rename(value, (key) => tunnelNames[key] ?? key);

const tunnelNames: Readonly<Record<string, string>> = {
  ingresses: "ingress",
  matchSnItoHost: "matchSNItoHost",
  noTlsVerify: "noTLSVerify",
  warpRouting: "warp-routing",
};

/** Sorts the keys at every level, as the provider does in a body. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

function rename(value: unknown, nameOf: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => rename(item, nameOf));
  if (typeof value !== "object" || value === null) return value;
  const present = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(present.map(([key, inner]) => [nameOf(key), rename(inner, nameOf)]));
}

const camelToSnake = (key: string): string =>
  key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const snakeToCamel = (key: string): string =>
  key.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
