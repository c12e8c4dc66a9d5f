import { isIPv4, isIPv6 } from "node:net";
import {
  dnsValidation,
  hostAlreadyHasCname,
  hostAlreadyHasRecord,
  identicalRecord,
  recordNotFound,
} from "../api/errors.ts";
import { newHexId } from "./identifiers.ts";
import type { DnsRecord, State } from "./state.ts";

/** The fields of a record that a client sends; anything else of its type (priority, data …) is kept as it is. */
export interface DnsRecordFields {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly ttl?: number | undefined;
  readonly proxied?: boolean | undefined;
  readonly comment?: string | null | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly [field: string]: unknown;
}

const ADDRESS_TYPES = ["A", "AAAA", "CNAME"];
const READ_ONLY = ["id", "created_on", "modified_on", "proxiable", "meta", "comment_modified_on"];
const AUTOMATIC_TTL = 1;

/** Makes a record. Throws 81053, 81054 or 81058 when the host already has one that excludes it. */
export function createDnsRecord(state: State, fields: DnsRecordFields): DnsRecord {
  const now = new Date().toISOString();
  return store(state, { id: newHexId(), created_on: now }, fields);
}

/** A record by id. Throws 81044. */
export function findDnsRecord(state: State, id: string): DnsRecord {
  const record = state.dnsRecords.get(id);
  if (record === undefined) throw recordNotFound();
  return record;
}

/** PUT: the fields sent are the whole record. */
export function replaceDnsRecord(state: State, record: DnsRecord, fields: DnsRecordFields): DnsRecord {
  return store(state, { id: record.id, created_on: record["created_on"] }, fields);
}

/** PATCH: only the fields sent change. */
export function changeDnsRecord(
  state: State,
  record: DnsRecord,
  fields: Partial<DnsRecordFields>,
): DnsRecord {
  const merged = { ...record, ...fields } as DnsRecordFields;
  return store(state, { id: record.id, created_on: record["created_on"] }, merged);
}

function store(
  state: State,
  identity: { readonly id: string; readonly created_on: unknown },
  sent: DnsRecordFields,
): DnsRecord {
  const fields = Object.fromEntries(Object.entries(sent).filter(([key]) => !READ_ONLY.includes(key)));
  const proxied = sent.proxied ?? false;
  const record: DnsRecord = {
    ...identity,
    ...fields,
    name: toFullName(sent.name, state.zone.name),
    type: sent.type,
    content: sent.content,
    proxiable: ADDRESS_TYPES.includes(sent.type),
    proxied,
    ttl: proxied ? AUTOMATIC_TTL : (sent.ttl ?? AUTOMATIC_TTL),
    settings: sent.settings ?? {},
    meta: {},
    comment: sent.comment ?? null,
    tags: sent.tags ?? [],
    modified_on: new Date().toISOString(),
  };
  checkRecord(record);
  checkConflicts(state, record);
  state.dnsRecords.set(record.id, record);
  return record;
}

/** A name that does not end in the zone is taken as relative to it, "@" as the zone itself. */
function toFullName(name: string, zoneName: string): string {
  const lowerCase = name.toLowerCase().replace(/\.$/, "");
  if (lowerCase === "@" || lowerCase === zoneName) return zoneName;
  return lowerCase.endsWith(`.${zoneName}`) ? lowerCase : `${lowerCase}.${zoneName}`;
}

function checkRecord(record: DnsRecord): void {
  checkContent(record);
  const { type, ttl, proxied } = record;
  if (proxied && !ADDRESS_TYPES.includes(type)) {
    throw dnsValidation(9004, "This record type cannot be proxied.");
  }
  if (ttl !== AUTOMATIC_TTL && (ttl < 60 || ttl > 86_400)) {
    throw dnsValidation(9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.");
  }
  if (Array.isArray(record["tags"]) && record["tags"].length > 0) {
    throw dnsValidation(9300, `DNS record has ${record["tags"].length} tags, exceeding the quota of 0.`);
  }
}

function checkContent({ type, content }: DnsRecord): void {
  if (type === "A" && !isIPv4(content)) {
    throw dnsValidation(9005, "Content for A record must be a valid IPv4 address.");
  }
  if (type === "AAAA" && !isIPv6(content)) {
    throw dnsValidation(9006, "Content for AAAA record must be a valid IPv6 address.");
  }
  if (type === "CNAME" && !/^[^\s/:]+$/.test(content)) {
    throw dnsValidation(9007, "Content for CNAME record is invalid.");
  }
}

function checkConflicts(state: State, record: DnsRecord): void {
  for (const other of state.dnsRecords.values()) {
    if (other.id === record.id || other.name !== record.name) continue;
    if (other.type === record.type && other.content === record.content && record.type !== "CNAME") {
      throw identicalRecord();
    }
    if (record.type === "CNAME" && ADDRESS_TYPES.includes(other.type)) throw hostAlreadyHasRecord();
    if (other.type === "CNAME" && ADDRESS_TYPES.includes(record.type)) throw hostAlreadyHasCname();
  }
}
