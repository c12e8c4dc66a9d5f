import { Hono } from "hono";
import { parameter, readBody, success, withoutNulls } from "../envelope.ts";
import { successPage } from "../paging.ts";
import type { DnsRecord, State } from "../../state/state.ts";
import {
  changeDnsRecord,
  findDnsRecord,
  RECORD,
  RECORD_CHANGE,
  writeDnsRecord,
} from "../../state/dns-records.ts";

const PAGE_SIZE = { usual: 100, least: 1, most: 5_000_000 };

/** DNS records: `/zones/{zone}/dns_records`. */
export function dnsRecordRoutes(state: State): Hono {
  const routes = new Hono();
  routes.get("/", (c) => successPage(c, listDnsRecords(state, c.req.query()), PAGE_SIZE));
  routes.post("/", async (c) => success(c, writeDnsRecord(state, await readBody(c, withoutNulls(RECORD)))));
  routes.get("/:record", (c) => success(c, findDnsRecord(state, parameter(c, "record"))));
  routes.put("/:record", async (c) => {
    const fields = await readBody(c, withoutNulls(RECORD));
    return success(c, writeDnsRecord(state, fields, findDnsRecord(state, parameter(c, "record"))));
  });
  routes.patch("/:record", async (c) => {
    const fields = await readBody(c, RECORD_CHANGE);
    return success(c, changeDnsRecord(state, findDnsRecord(state, parameter(c, "record")), fields));
  });
  routes.delete("/:record", (c) => {
    const { id } = findDnsRecord(state, parameter(c, "record"));
    state.dnsRecords.delete(id);
    return success(c, { id });
  });
  return routes;
}

type Matcher = (value: string, wanted: string) => boolean;

const MATCHERS: Readonly<Record<string, Matcher>> = {
  exact: (value, wanted) => value === wanted,
  contains: (value, wanted) => value.includes(wanted),
  startswith: (value, wanted) => value.startsWith(wanted),
  endswith: (value, wanted) => value.endsWith(wanted),
};

function listDnsRecords(state: State, query: Readonly<Record<string, string>>): DnsRecord[] {
  const conditions = Object.entries(query).flatMap(([key, wanted]) => recordCondition(key, wanted));
  const holds = (record: DnsRecord): boolean =>
    query["match"] === "any" && conditions.length > 0
      ? conditions.some((condition) => condition(record))
      : conditions.every((condition) => condition(record));
  const { order = "type", direction = "asc" } = query;
  const sign = direction === "desc" ? -1 : 1;
  return [...state.dnsRecords.values()]
    .filter(holds)
    .sort((a, b) => sign * String(a[order]).localeCompare(String(b[order])));
}

/** The condition in a query parameter: `name`, `name.exact` or, from older clients, `name[exact]`. */
function recordCondition(key: string, wanted: string): ((record: DnsRecord) => boolean)[] {
  const [, field = "", operator = "exact"] = /^(\w+)(?:[.[](\w+)\]?)?$/.exec(key) ?? [];
  const wantedText = wanted.toLowerCase();
  if (field === "name" || field === "content" || field === "comment") {
    const matches = MATCHERS[operator];
    if (matches === undefined) return [];
    return [(record) => matches(text(record[field]).toLowerCase(), wantedText)];
  }
  if (field === "type") return [(record) => record.type === wanted];
  if (field === "proxied") return [(record) => String(record.proxied) === wanted];
  if (field === "search") return [(record) => JSON.stringify(record).toLowerCase().includes(wantedText)];
  return [];
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
