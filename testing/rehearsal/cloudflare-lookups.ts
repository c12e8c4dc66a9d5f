import { z } from "zod";
import { fromApi } from "./api-names.ts";
import type { CloudflareApi } from "./cloudflare-api.ts";
import type { Inputs } from "./inputs.ts";

/** Answers one look-up with the requests that the provider's data source sends. */
export type CloudflareLookup = (api: CloudflareApi, args: Inputs) => Promise<Inputs>;

/** Look-ups by token. Arguments that are not listed here are refused. */
export const cloudflareLookups: Readonly<Record<string, CloudflareLookup>> = {
  "cloudflare:index/getZones:getZones": getZones,
  "cloudflare:index/getRulesets:getRulesets": getRulesets,
  "cloudflare:index/getRuleset:getRuleset": getRuleset,
  "cloudflare:index/getCertificateAuthoritiesHostnameAssociations:getCertificateAuthoritiesHostnameAssociations":
    getAssociations,
  "cloudflare:index/getAccessRules:getAccessRules": getAccessRules,
  "cloudflare:index/getClientCertificates:getClientCertificates": getClientCertificates,
  "cloudflare:index/getZeroTrustTunnelCloudflareds:getZeroTrustTunnelCloudflareds": getTunnels,
  "cloudflare:index/getDnsRecords:getDnsRecords": getDnsRecords,
  "cloudflare:index/getZeroTrustTunnelCloudflaredToken:getZeroTrustTunnelCloudflaredToken": getTunnelToken,
};

const zonesArgs = z.strictObject({ name: z.string().optional() });

async function getZones(api: CloudflareApi, args: Inputs): Promise<Inputs> {
  const results = await listPages(api, "zones", query(zonesArgs.parse(args)));
  return { ...args, results: fromApi(results) };
}

const zoneArgs = z.strictObject({ zoneId: z.string() });

async function getRulesets(api: CloudflareApi, args: Inputs): Promise<Inputs> {
  const { zoneId } = zoneArgs.parse(args);
  const rulesets = fromApi(await api.request("GET", `zones/${zoneId}/rulesets`));
  return { ...args, rulesets, results: rulesets };
}

const rulesetArgs = z.strictObject({
  zoneId: z.string(),
  id: z.string().optional(),
  rulesetId: z.string().optional(),
});

async function getRuleset(api: CloudflareApi, args: Inputs): Promise<Inputs> {
  const { zoneId, id } = rulesetArgs.parse(args);
  // The provider's own deprecation warning reaches a program as an error.
  if (id === undefined) throw new Error("Attribute Deprecated: Configure id instead");
  const ruleset = fromApi(await api.request("GET", `zones/${zoneId}/rulesets/${id}`)) as Ruleset;
  return { ...args, description: "", ...ruleset, rules: (ruleset.rules ?? []).map(knownFields) };
}

interface Ruleset extends Inputs {
  readonly rules?: readonly Inputs[];
}

/** The fields of a rule that Pulumi's types have: whatever else the API gives does not reach a program. */
const ruleFields = new Set([
  ...["action", "actionParameters", "categories", "description", "enabled", "exposedCredentialCheck"],
  ...["expression", "id", "logging", "ratelimit", "ref"],
]);

function knownFields({ actionParameters, ...rule }: Inputs): Inputs {
  const known = Object.fromEntries(Object.entries(rule).filter(([name]) => ruleFields.has(name)));
  return actionParameters === undefined
    ? known
    : { ...known, actionParameters: withoutPhase(actionParameters as Inputs) };
}

/** Of what a skip rule may say, the provider knows all but this. */
function withoutPhase(parameters: Inputs): Inputs {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== "phase"));
}

async function getAssociations(api: CloudflareApi, args: Inputs): Promise<Inputs> {
  const { zoneId } = zoneArgs.parse(args);
  const path = `zones/${zoneId}/certificate_authorities/hostname_associations`;
  return { ...args, ...(fromApi(await api.request("GET", path)) as Inputs) };
}

const accessRulesArgs = z.strictObject({
  zoneId: z.string().optional(),
  accountId: z.string().optional(),
  mode: z.string(),
});

async function getAccessRules(api: CloudflareApi, args: Inputs): Promise<Inputs> {
  const { zoneId, accountId, mode } = accessRulesArgs.parse(args);
  const scope = zoneId === undefined ? `accounts/${accountId ?? ""}` : `zones/${zoneId}`;
  const results = await listPages(api, `${scope}/firewall/access_rules/rules`, query({ mode }));
  return { ...args, results: fromApi(results) };
}

const certificatesArgs = z.strictObject({ zoneId: z.string(), status: z.string().optional() });

async function getClientCertificates(api: CloudflareApi, args: Inputs): Promise<Inputs> {
  const { zoneId, ...filter } = certificatesArgs.parse(args);
  const results = await listPages(api, `zones/${zoneId}/client_certificates`, query(filter));
  return { ...args, results: fromApi(results) };
}

const tunnelsArgs = z.strictObject({
  accountId: z.string(),
  name: z.string().optional(),
  isDeleted: z.boolean().optional(),
});

async function getTunnels(api: CloudflareApi, args: Inputs): Promise<Inputs> {
  const { accountId, name, isDeleted: is_deleted } = tunnelsArgs.parse(args);
  const results = await listPages(api, `accounts/${accountId}/cfd_tunnel`, query({ is_deleted, name }));
  return { ...args, results: results.map((tunnel) => textField("metadata", fromApi(tunnel) as Inputs)) };
}

const dnsRecordsArgs = z.strictObject({
  zoneId: z.string(),
  name: z.strictObject({ exact: z.string() }).optional(),
  type: z.string().optional(),
});

async function getDnsRecords(api: CloudflareApi, args: Inputs): Promise<Inputs> {
  const { zoneId, name, type } = dnsRecordsArgs.parse(args);
  const filter = query({ "name.exact": name?.exact, type });
  const results = await listPages(api, `zones/${zoneId}/dns_records`, filter);
  return { ...args, results: results.map((record) => textField("meta", fromApi(record) as Inputs)) };
}

const tokenArgs = z.strictObject({ accountId: z.string(), tunnelId: z.string() });

async function getTunnelToken(api: CloudflareApi, args: Inputs): Promise<Inputs> {
  const { accountId, tunnelId } = tokenArgs.parse(args);
  return { ...args, token: await api.request("GET", `accounts/${accountId}/cfd_tunnel/${tunnelId}/token`) };
}

/** Asks for page after page until one is empty: the provider's client does not trust the totals. */
async function listPages(api: CloudflareApi, path: string, filter: URLSearchParams): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let page = 1; ; page += 1) {
    if (page > 1) filter.set("page", String(page));
    const results = (await api.request("GET", withQuery(path, filter))) as unknown[];
    if (results.length === 0) return all;
    all.push(...results);
  }
}

function query(values: Readonly<Record<string, string | boolean | undefined>>): URLSearchParams {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) given.set(key, String(value));
  }
  return given;
}

const withQuery = (path: string, filter: URLSearchParams): string =>
  filter.size === 0 ? path : `${path}?${filter.toString()}`;

/** Free-form objects are JSON text in Pulumi's types. */
const textField = (name: string, object: Inputs): Inputs => ({
  ...object,
  [name]: JSON.stringify(object[name] ?? {}),
});
