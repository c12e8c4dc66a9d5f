import { z } from "zod";
import {
  dnsValidation,
  hostAlreadyHasCname,
  hostAlreadyHasRecord,
  identicalRecord,
  recordNotFound,
} from "../api/errors.ts";
import { checkContent, checkName, contentOfData } from "./dns-content.ts";
import { newHexId } from "./identifiers.ts";
import { canonicalName, isInZone } from "./names.ts";
import type { DnsRecord, State } from "./state.ts";

const TYPES = [
  ...["A", "AAAA", "CAA", "CERT", "CNAME", "DNSKEY", "DS", "HTTPS", "LOC", "MX", "NAPTR", "NS"],
  ...["OPENPGPKEY", "PTR", "SMIMEA", "SRV", "SSHFP", "SVCB", "TLSA", "TXT", "URI"],
];

/** The shape of a record that a client sends; other fields (priority, data …) are stored unchanged. */
export const RECORD = z.looseObject({
  name: z.string().min(1).max(255),
  type: z.enum(TYPES),
  content: z.string().default(""),
  ttl: z.number().optional(),
  proxied: z.boolean().optional(),
  comment: z.string().max(100).nullish(),
  tags: z.array(z.string()).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});

/** The shape of a change to some of a record's fields. */
export const RECORD_CHANGE = RECORD.extend({ content: z.string() }).partial();

type DnsRecordFields = z.output<typeof RECORD>;

const ADDRESS_TYPES = ["A", "AAAA", "CNAME"];
const READ_ONLY = ["id", "created_on", "modified_on", "proxiable", "meta", "comment_modified_on"];
const AUTOMATIC_TTL = 1;

/** Returns a record by its id. @throws ApiError 81044 */
export function findDnsRecord(state: State, id: string): DnsRecord {
  const record = state.dnsRecords.get(id);
  if (record === undefined) throw recordNotFound();
  return record;
}

/** Changes the given fields of a record (PATCH). @throws ApiError as `writeDnsRecord` does */
export function changeDnsRecord(
  state: State,
  record: DnsRecord,
  fields: z.output<typeof RECORD_CHANGE>,
): DnsRecord {
  return writeDnsRecord(state, { ...record, ...fields } as DnsRecordFields, record);
}

/**
 * Creates a record (POST), or replaces the previous one (PUT).
 * @throws ApiError for invalid fields, and 81053, 81054 or 81058 when it conflicts with a record of the same host
 */
export function writeDnsRecord(state: State, sent: DnsRecordFields, previous?: DnsRecord): DnsRecord {
  const fields = Object.fromEntries(Object.entries(sent).filter(([key]) => !READ_ONLY.includes(key)));
  const proxied = sent.proxied ?? false;
  const now = new Date().toISOString();
  const record: DnsRecord = {
    id: previous?.id ?? newHexId(),
    created_on: previous?.["created_on"] ?? now,
    ...fields,
    name: toFullName(sent.name, state.zone.name),
    type: sent.type,
    content: contentOf(sent),
    proxiable: ADDRESS_TYPES.includes(sent.type),
    proxied,
    ttl: proxied ? AUTOMATIC_TTL : (sent.ttl ?? AUTOMATIC_TTL),
    settings: sent.settings ?? {},
    meta: {},
    ...commentFields(sent.comment, previous, now),
    tags: sent.tags ?? [],
    modified_on: now,
  };
  checkRecord(record);
  checkConflicts(state, record);
  state.dnsRecords.set(record.id, record);
  return record;
}

function contentOf({ type, content, ...fields }: DnsRecordFields): string {
  const data = fields["data"];
  if (typeof data !== "object" || data === null) return content;
  return contentOfData(type, data as Readonly<Record<string, unknown>>) ?? content;
}

/** The comment and the time of its last change; a record without a comment has no such time. */
function commentFields(
  comment: string | null | undefined,
  previous: DnsRecord | undefined,
  now: string,
): object {
  if (comment === undefined || comment === null || comment === "") return { comment: null };
  const changed = previous?.["comment"] !== comment;
  return { comment, comment_modified_on: changed ? now : previous["comment_modified_on"] };
}

/** A name outside the zone is relative to it; "@" is the zone itself. */
function toFullName(name: string, zoneName: string): string {
  const canonical = canonicalName(name);
  if (canonical === "@") return zoneName;
  return isInZone(zoneName, canonical) ? canonical : `${canonical}.${zoneName}`;
}

function checkRecord(record: DnsRecord): void {
  const { name, type, content, ttl, proxied } = record;
  checkName(name);
  checkContent(type, content);
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
