import { z } from "zod";
import { likePin } from "../domain/certificates/pin.ts";
import { plainText } from "../domain/plain-text.ts";
import { type CloudflareApi, path } from "./api.ts";
import { ask, unlessMissing } from "./ask.ts";
import type {
  AccountRef,
  AddressRecord,
  ClientCertificate,
  IngressRule,
  LiveTunnel,
  ZoneRef,
} from "./zone.ts";

/** A string that the API may omit or set to null. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

const tunnel = z.object({
  id: z.string(),
  name: text.transform(plainText),
  config_src: text,
  deleted_at: z.string().nullish(),
});

/** A tunnel in the stack's state, with the account in which it was made. */
export interface HeldTunnel extends AccountRef {
  readonly id: string;
}

/**
 * Reads the account's tunnels that are not deleted, or only those of that name. The list contains only what the token
 * may see, so each tunnel in `held` that is not listed is looked up by its id before it counts as deleted.
 */
export async function readTunnels(
  api: CloudflareApi,
  { accountId }: AccountRef,
  { name: only, held = [] }: { readonly name?: string; readonly held?: readonly HeldTunnel[] } = {},
): Promise<LiveTunnel[]> {
  const listed = await ask("reading tunnels", () =>
    api.list(path`accounts/${accountId}/cfd_tunnel`, tunnel, { is_deleted: false, name: only }),
  );
  const missing = held.filter(({ id }) => !listed.some((one) => one.id === id));
  const found = await Promise.all(missing.map((one) => findTunnel(api, one)));
  return [...listed, ...found.flat()].map(({ id, name, config_src }) => ({
    id,
    name,
    local: config_src === "local",
  }));
}

/** Cloudflare still returns a deleted tunnel, with the date of its deletion. */
async function findTunnel(
  api: CloudflareApi,
  { id, accountId }: HeldTunnel,
): Promise<z.output<typeof tunnel>[]> {
  const found = await ask("reading a tunnel", () =>
    unlessMissing(api.get(path`accounts/${accountId}/cfd_tunnel/${id}`, tunnel)),
  );
  return found === undefined || found.deleted_at != null ? [] : [found];
}

const connector = z.object({ version: text });

/** Reads the version of cloudflared of each connector that runs the tunnel. */
export async function readConnectorVersions(
  api: CloudflareApi,
  { id, accountId }: HeldTunnel,
): Promise<string[]> {
  const connectors = await ask("reading the tunnel's connectors", () =>
    api.list(path`accounts/${accountId}/cfd_tunnel/${id}/connections`, connector),
  );
  return connectors.map(({ version }) => version);
}

/** A tunnel's ingress rules, in the API and in the stack's state. */
export const ingressRules = z
  .array(z.object({ hostname: text, service: text }))
  .nullish()
  .transform((rules) => rules ?? []);

const configuration = z
  .object({ config: z.object({ ingress: ingressRules }).nullish() })
  .transform(({ config }) => config?.ingress ?? []);

/** Reads a tunnel's ingress; undefined if the tunnel does not exist. */
export function readIngress(
  api: CloudflareApi,
  { id, accountId }: HeldTunnel,
): Promise<IngressRule[] | undefined> {
  return ask("reading the tunnel's ingress", () =>
    unlessMissing(api.get(path`accounts/${accountId}/cfd_tunnel/${id}/configurations`, configuration)),
  );
}

const record = z.object({
  id: z.string(),
  type: z.string(),
  content: text.transform(plainText),
  proxied: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
});

/** Reads a hostname's A, AAAA and CNAME records. */
export async function readRecords(
  api: CloudflareApi,
  { zoneId }: ZoneRef,
  hostname: string,
): Promise<AddressRecord[]> {
  const records = await ask("reading DNS records", () =>
    api.list(path`zones/${zoneId}/dns_records`, record, { "name.exact": hostname }),
  );
  return records
    .filter(({ type }) => ["A", "AAAA", "CNAME"].includes(type))
    .map((one) => ({ ...one, hostname }));
}

const certificate = z
  .object({
    id: z.string(),
    status: text,
    common_name: text.transform(plainText),
    organization: text,
    fingerprint_sha256: text.transform(likePin),
    expires_on: text,
    csr: text,
  })
  .transform(({ common_name, fingerprint_sha256, expires_on, ...others }) => ({
    ...others,
    commonName: common_name,
    pin: fingerprint_sha256,
    expiresOn: expires_on,
  }));

/** The values by which Cloudflare filters its list of certificates. */
export type CertificateStatus = "active" | "pending_reactivation" | "all";

/** Reads the client certificates of the zone in pages of 50, Cloudflare's maximum. */
export function readCertificates(
  api: CloudflareApi,
  { zoneId }: ZoneRef,
  status: CertificateStatus,
): Promise<ClientCertificate[]> {
  return ask("reading client certificates", () =>
    api.list(path`zones/${zoneId}/client_certificates`, certificate, { status, per_page: 50 }),
  );
}

/** Reads a certificate; undefined if the zone has none of that id. */
export function findCertificate(
  api: CloudflareApi,
  { zoneId }: ZoneRef,
  id: string,
): Promise<ClientCertificate | undefined> {
  return ask("reading the certificate", () =>
    unlessMissing(api.get(path`zones/${zoneId}/client_certificates/${id}`, certificate)),
  );
}

const setting = z.object({ value: z.unknown().optional() });

/** Reads the values of zone settings, by id; a value that is not a string is empty. */
export async function readSettings(
  api: CloudflareApi,
  { zoneId }: ZoneRef,
  ids: readonly string[],
): Promise<Record<string, string>> {
  const values = ids.map(async (id) => {
    const { value } = await api.get(path`zones/${zoneId}/settings/${id}`, setting);
    return [id, typeof value === "string" ? value : ""] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}
