import { z } from "zod";
import { likePin } from "../domain/certificates/pin.ts";
import { plainText } from "../domain/plain-text.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import { type CloudflareApi, path } from "./api.ts";
import { ask, unlessMissing } from "./ask.ts";
import type { AddressRecord, ClientCertificate, IngressRule, LiveTunnel } from "./zone.ts";

const tunnel = z.object({
  id: z.string(),
  name: z.string().nullish(),
  config_src: z.string().nullish(),
  deleted_at: z.string().nullish(),
});

/** A tunnel in the stack's state, with the account in which it was made. */
export interface HeldTunnel {
  readonly id: string;
  readonly accountId: string;
}

/**
 * Reads the account's tunnels that are not deleted, or only those of that name. The list contains only what the token
 * may see, so each tunnel in `held` that is not listed is looked up by its id before it counts as deleted.
 */
export async function readTunnels(
  api: CloudflareApi,
  { accountId }: Pick<ZoneIdentity, "accountId">,
  { name: only, held = [] }: { readonly name?: string; readonly held?: readonly HeldTunnel[] } = {},
): Promise<LiveTunnel[]> {
  const listed = await ask("reading tunnels", () =>
    api.list(path`accounts/${accountId}/cfd_tunnel`, tunnel, { is_deleted: false, name: only }),
  );
  const missing = held.filter(({ id }) => !listed.some((one) => one.id === id));
  const found = await Promise.all(missing.map((one) => findTunnel(api, one)));
  return [...listed, ...found.flat()].map(({ id, name, config_src }) => ({
    id,
    name: plainText(name ?? ""),
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

const connector = z.looseObject({ version: z.string().nullish() });

/** Reads the version of cloudflared of each connector that runs the tunnel. */
export async function readConnectorVersions(
  api: CloudflareApi,
  { id, accountId }: HeldTunnel,
): Promise<string[]> {
  const connectors = await ask("reading the tunnel's connectors", () =>
    api.list(path`accounts/${accountId}/cfd_tunnel/${id}/connections`, connector),
  );
  return connectors.map(({ version }) => version ?? "");
}

const record = z.object({
  id: z.string(),
  type: z.string(),
  content: z.string().nullish(),
  proxied: z.boolean().nullish(),
});

/** Reads a hostname's A, AAAA and CNAME records. */
export async function readRecords(
  api: CloudflareApi,
  { zoneId }: Pick<ZoneIdentity, "zoneId">,
  hostname: string,
): Promise<AddressRecord[]> {
  const records = await ask("reading DNS records", () =>
    api.list(path`zones/${zoneId}/dns_records`, record, { "name.exact": hostname }),
  );
  return records
    .filter(({ type }) => ["A", "AAAA", "CNAME"].includes(type))
    .map(({ id, type, content, proxied }) => ({
      id,
      hostname,
      type,
      content: plainText(content ?? ""),
      proxied: proxied ?? false,
    }));
}

const certificate = z.object({
  id: z.string(),
  status: z.string().nullish(),
  common_name: z.string().nullish(),
  organization: z.string().nullish(),
  fingerprint_sha256: z.string().nullish(),
  expires_on: z.string().nullish(),
  csr: z.string().nullish(),
});

/** The values by which Cloudflare filters its list of certificates. */
export type CertificateStatus = "active" | "pending_reactivation" | "all";

/** Reads the client certificates of the zone in pages of 50, Cloudflare's maximum. */
export async function readCertificates(
  api: CloudflareApi,
  { zoneId }: Pick<ZoneIdentity, "zoneId">,
  status: CertificateStatus,
): Promise<ClientCertificate[]> {
  const found = await ask("reading client certificates", () =>
    api.list(path`zones/${zoneId}/client_certificates`, certificate, { status, per_page: 50 }),
  );
  return found.map(describeCertificate);
}

/** Reads a certificate; undefined if the zone has none of that id. */
export async function findCertificate(
  api: CloudflareApi,
  { zoneId }: Pick<ZoneIdentity, "zoneId">,
  id: string,
): Promise<ClientCertificate | undefined> {
  const found = await ask("reading the certificate", () =>
    unlessMissing(api.get(path`zones/${zoneId}/client_certificates/${id}`, certificate)),
  );
  return found && describeCertificate(found);
}

function describeCertificate(one: z.output<typeof certificate>): ClientCertificate {
  return {
    id: one.id,
    status: one.status ?? "",
    commonName: plainText(one.common_name ?? ""),
    organization: one.organization ?? "",
    pin: likePin(one.fingerprint_sha256),
    expiresOn: one.expires_on ?? "",
    csr: one.csr ?? "",
  };
}

const configuration = z.object({
  config: z
    .object({
      ingress: z.array(z.object({ hostname: z.string().nullish(), service: z.string().nullish() })).nullish(),
    })
    .nullish(),
});

/** Reads a tunnel's ingress; undefined if the tunnel does not exist. */
export async function readIngress(
  api: CloudflareApi,
  { id, accountId }: HeldTunnel,
): Promise<IngressRule[] | undefined> {
  const answer = await ask("reading the tunnel's ingress", () =>
    unlessMissing(api.get(path`accounts/${accountId}/cfd_tunnel/${id}/configurations`, configuration)),
  );
  return (
    answer &&
    (answer.config?.ingress ?? []).map(({ hostname, service }) => ({
      hostname: hostname ?? "",
      service: service ?? "",
    }))
  );
}

const setting = z.object({ value: z.unknown().optional() });

/** Reads the values of zone settings, by id; a value that is not a string is empty. */
export async function readSettings(
  api: CloudflareApi,
  { zoneId }: Pick<ZoneIdentity, "zoneId">,
  ids: readonly string[],
): Promise<Record<string, string>> {
  const values = ids.map(async (id) => {
    const { value } = await api.get(path`zones/${zoneId}/settings/${id}`, setting);
    return [id, typeof value === "string" ? value : ""] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}
