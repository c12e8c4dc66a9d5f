import type Cloudflare from "cloudflare";
import { findEntryPoint } from "../hooks/entry-point.ts";
import { type EntryPoint, readCustomRule } from "../domain/rules/custom-rule.ts";
import type { Home } from "../domain/configuration/home.ts";
import { likePin } from "../domain/certificates/pin.ts";
import { plainText } from "../domain/plain-text.ts";
import { ask, unlessMissing } from "./cloudflare.ts";
import { collect } from "./collect.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";

/** A tunnel that is not deleted. */
export interface LiveTunnel {
  readonly id: string;
  readonly name: string;
  /** Its ingress stands in a config.yml beside the connector: Cloudflare's own is then ignored. */
  readonly local: boolean;
}

/** An A, AAAA or CNAME record. */
export interface LiveRecord {
  readonly id: string;
  readonly hostname: string;
  readonly type: string;
  readonly content: string;
}

export interface LiveCertificate {
  readonly id: string;
  readonly status: string;
  readonly commonName: string;
  readonly organization: string;
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly pin: string;
  /** ISO 8601. */
  readonly expiresOn: string;
}

/** What Cloudflare holds where a home has, or will have, its own. */
export interface Live extends ZoneIdentity {
  readonly tunnels: readonly LiveTunnel[];
  readonly records: readonly LiveRecord[];
  /** Revoked ones, too. */
  readonly certificates: readonly LiveCertificate[];
  /** The entry point for custom rules; undefined when the zone has none. */
  readonly entryPoint: EntryPoint | undefined;
  /** Hostnames on which the edge asks for a client certificate. */
  readonly associations: readonly string[];
}

/** Reads all of it. @throws Failure when Cloudflare refuses */
export async function readLive(api: Cloudflare, zone: ZoneIdentity, home: Home): Promise<Live> {
  const hostnames = home.services.map((service) => service.hostname);
  const [tunnels, records, certificates, entryPoint, associations] = await Promise.all([
    readTunnels(api, zone),
    Promise.all(hostnames.map((hostname) => readRecords(api, zone, hostname))),
    readCertificates(api, zone),
    readEntryPoint(api, zone),
    readAssociations(api, zone),
  ]);
  return { ...zone, tunnels, records: records.flat(), certificates, entryPoint, associations };
}

export async function readTunnels(api: Cloudflare, { accountId }: ZoneIdentity): Promise<LiveTunnel[]> {
  const query = { account_id: accountId, is_deleted: false };
  const tunnels = await ask("reading tunnels", () => collect(api.zeroTrust.tunnels.cloudflared.list(query)));
  return tunnels.flatMap((tunnel) => {
    const { id, name, config_src } = tunnel;
    return id === undefined ? [] : [{ id, name: plainText(name ?? ""), local: config_src === "local" }];
  });
}

/** A hostname's records that stand where a CNAME wants to stand. */
export async function readRecords(
  api: Cloudflare,
  { zoneId }: ZoneIdentity,
  hostname: string,
): Promise<LiveRecord[]> {
  const query = { zone_id: zoneId, name: { exact: hostname } };
  const records = await ask("reading DNS records", () => collect(api.dns.records.list(query)));
  return records
    .filter(({ type }) => ["A", "AAAA", "CNAME"].includes(type))
    .map((record) => ({
      id: record.id,
      hostname,
      type: record.type,
      content: plainText(String(record.content)),
    }));
}

export async function readCertificates(
  api: Cloudflare,
  { zoneId }: ZoneIdentity,
): Promise<LiveCertificate[]> {
  const query = { zone_id: zoneId, status: "all", per_page: 50 } as const;
  const certificates = await ask("reading client certificates", () =>
    collect(api.clientCertificates.list(query)),
  );
  return certificates.map((certificate) => ({
    id: certificate.id ?? "",
    status: certificate.status ?? "",
    commonName: plainText(certificate.common_name ?? ""),
    organization: certificate.organization ?? "",
    pin: likePin(certificate.fingerprint_sha256),
    expiresOn: certificate.expires_on ?? "",
  }));
}

export async function readEntryPoint(
  api: Cloudflare,
  { zoneId }: ZoneIdentity,
): Promise<EntryPoint | undefined> {
  const entry = await ask("reading custom rules", () => findEntryPoint(api, zoneId));
  return entry === undefined
    ? undefined
    : { id: entry.id, rules: (entry.rules ?? []).map((rule) => readCustomRule(rule)) };
}

export async function readAssociations(
  api: Cloudflare,
  { zoneId }: ZoneIdentity,
): Promise<readonly string[]> {
  const answer = await ask("reading hostname associations", () =>
    api.certificateAuthorities.hostnameAssociations.get({ zone_id: zoneId }),
  );
  return answer.hostnames ?? [];
}

/** A tunnel's ingress hostnames; undefined when the tunnel is gone. */
export async function readIngress(
  api: Cloudflare,
  { accountId }: ZoneIdentity,
  tunnelId: string,
): Promise<string[] | undefined> {
  const configurations = api.zeroTrust.tunnels.cloudflared.configurations;
  const answer = await ask("reading a tunnel's ingress", () =>
    unlessMissing(configurations.get(tunnelId, { account_id: accountId })),
  );
  const rules = answer?.config?.ingress;
  return answer === undefined ? undefined : (rules ?? []).map(({ hostname }) => hostname).filter(isNamed);
}

function isNamed(hostname: string | undefined): hostname is string {
  return hostname !== undefined && hostname !== "";
}
