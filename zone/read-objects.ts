import { z } from "zod";
import { likePin } from "../domain/certificates/pin.ts";
import { plainText } from "../domain/plain-text.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import { type CloudflareApi, path } from "./api.ts";
import { ask, unlessMissing } from "./ask.ts";
import type { AddressRecord, ClientCertificate, IngressRule, Tunnel } from "./zone.ts";

const tunnel = z.object({
  id: z.string(),
  name: z.string().nullish(),
  config_src: z.string().nullish(),
  deleted_at: z.string().nullish(),
});

/** Which tunnels are asked for. */
export interface WantedTunnels {
  readonly name?: string;
  readonly held?: readonly HeldTunnel[];
}

/** A tunnel as the stack's state knows it; `accountId` is that of its time. */
export interface HeldTunnel {
  readonly id: string;
  readonly accountId: string;
}

/**
 * All tunnels of the account that are not deleted. A list holds only what the token may see: a tunnel that the stack
 * holds is asked for by its id before it counts as deleted.
 */
export async function readTunnels(
  api: CloudflareApi,
  { accountId }: Pick<ZoneIdentity, "accountId">,
  { name: wantedName, held = [] }: WantedTunnels = {},
): Promise<Tunnel[]> {
  const listed = await ask("reading tunnels", () =>
    api.list(path`accounts/${accountId}/cfd_tunnel`, tunnel, { is_deleted: false, name: wantedName }),
  );
  const missing = held.filter(({ id }) => !listed.some((one) => one.id === id));
  const found = await Promise.all(missing.map((one) => findTunnel(api, one)));
  return [...listed, ...found.flat()].map(({ id, name, config_src }) => ({
    id,
    name: plainText(name ?? ""),
    local: config_src === "local",
  }));
}

/** Cloudflare goes on showing a deleted tunnel. */
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

/** Versions of cloudflared, one for each connector that runs the tunnel now. */
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

/** A hostname's address records. */
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

/** What Cloudflare's list of certificates can be asked for. */
export type CertificateStatus = "active" | "pending_reactivation" | "all";

/** Client certificates of the zone, 50 to a page, the most that Cloudflare gives. */
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

/** One certificate; undefined where the zone has none of that id. */
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

/** A tunnel's ingress; undefined when the tunnel is gone. */
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
