import { z } from "zod";
import type { Home } from "../../domain/configuration/home.ts";
import type { ZoneIdentity } from "../../domain/configuration/zone.ts";
import { type CloudflareApi, path } from "../../zone/api.ts";
import { ask, attempt, type Attempt, unlessMissing } from "../../zone/ask.ts";

/** What can lead requests to the house although they have another hostname, so that the house's rules don't apply. */
export interface Detours {
  /** Scripts of the zone's Workers whose requests to the zone go straight to its origins. */
  readonly workers: Attempt<readonly string[]>;
  /** Names of Origin Rules that replace another hostname by one of ours. */
  readonly originRules: Attempt<readonly string[]>;
  /** Addresses of Page Rules that do the same. */
  readonly pageRules: Attempt<readonly string[]>;
  /** Names of load balancer pools that lead to one of our hostnames, or to a tunnel. */
  readonly pools: Attempt<readonly string[]>;
  /** Whether Cloudflare fetches images of the zone for anybody. */
  readonly transformations: Attempt<boolean>;
}

interface Place extends ZoneIdentity {
  readonly home: Home;
}

/** Reads all of them; nothing is written. @throws Failure when Cloudflare can't be reached or fails */
export async function readDetours(api: CloudflareApi, place: Place): Promise<Detours> {
  const [workers, originRules, pageRules, pools, transformations] = await Promise.all([
    attempt(() => readWorkers(api, place)),
    attempt(() => readOriginRules(api, place)),
    attempt(() => readPageRules(api, place)),
    attempt(() => readPools(api, place)),
    attempt(() => readTransformations(api, place)),
  ]);
  return { workers, originRules, pageRules, pools, transformations };
}

const text = z.string().nullish();
const flag = z.boolean().nullish();

/** https://developers.cloudflare.com/workers/configuration/compatibility-flags/#global-fetch-strictly-public */
const strictlyPublic = "global_fetch_strictly_public";

const routes = z.array(z.object({ script: text })).nullish();
const domains = z.array(z.object({ service: text })).nullish();

async function readWorkers(api: CloudflareApi, { zoneId, accountId }: Place): Promise<string[]> {
  const at = path`zones/${zoneId}/workers/routes`;
  const routed = await read(api, "Workers routes", { at, form: routes });
  const hosted = await read(api, "Workers domains", {
    at: `${path`accounts/${accountId}/workers/domains`}?zone_id=${zoneId}`,
    form: domains,
  });
  const scripts = new Set([
    ...(routed ?? []).flatMap(({ script }) => script ?? []),
    ...(hosted ?? []).flatMap(({ service }) => service ?? []),
  ]);
  const settings = await Promise.all(
    [...scripts].map(async (script) => ({ script, flags: await readFlags(api, accountId, script) })),
  );
  return settings.filter(({ flags }) => !flags.includes(strictlyPublic)).map(({ script }) => script);
}

const scriptSettings = z.object({ compatibility_flags: z.array(z.string()).nullish() }).nullish();

async function readFlags(api: CloudflareApi, accountId: string, script: string): Promise<readonly string[]> {
  const at = path`accounts/${accountId}/workers/scripts/${script}/settings`;
  const settings = await read(api, "a Worker's settings", { at, form: scriptSettings });
  return settings?.compatibility_flags ?? [];
}

/** https://developers.cloudflare.com/rules/origin-rules/features/ */
const originParameters = z.object({ host_header: text, origin: z.object({ host: text }).nullish() });
const originRule = z.object({
  enabled: flag,
  description: text,
  ref: text,
  action_parameters: originParameters.nullish(),
});
const originRules = z.object({ rules: z.array(originRule).nullish() }).nullish();

async function readOriginRules(api: CloudflareApi, { zoneId, home }: Place): Promise<string[]> {
  const at = path`zones/${zoneId}/rulesets/phases/http_request_origin/entrypoint`;
  const entry = await read(api, "Origin Rules", { at, form: originRules });
  return (entry?.rules ?? [])
    .filter(({ enabled }) => enabled !== false)
    .filter(({ action_parameters: to }) => [to?.host_header, to?.origin?.host].some(leadsTo(home)))
    .map(({ description, ref }) => description ?? ref ?? "");
}

/** https://developers.cloudflare.com/rules/page-rules/reference/settings/ */
const pageRule = z.object({
  status: text,
  targets: z.array(z.object({ constraint: z.object({ value: text }).nullish() })).nullish(),
  actions: z.array(z.object({ id: text, value: z.unknown().optional() })).nullish(),
});
const pageRules = z.array(pageRule).nullish();

async function readPageRules(api: CloudflareApi, { zoneId, home }: Place): Promise<string[]> {
  const rewrites = new Set(["host_header_override", "resolve_override"]);
  const at = `${path`zones/${zoneId}/pagerules`}?status=active`;
  const rules = await read(api, "Page Rules", { at, form: pageRules });
  const isOurs = leadsTo(home);
  return (rules ?? [])
    .filter(({ status }) => status !== "disabled")
    .filter(({ actions }) =>
      actions?.some(({ id, value }) => rewrites.has(id ?? "") && typeof value === "string" && isOurs(value)),
    )
    .map(({ targets }) => targets?.[0]?.constraint?.value ?? "");
}

/** https://developers.cloudflare.com/load-balancing/additional-options/override-http-host-headers/ */
const poolHeader = z.object({ Host: z.array(z.string()).nullish() });
const poolOrigin = z.object({ address: text, header: poolHeader.nullish() });
const pools = z
  .array(z.object({ name: text, enabled: flag, origins: z.array(poolOrigin).nullish() }))
  .nullish();

async function readPools(api: CloudflareApi, { accountId, home }: Place): Promise<string[]> {
  const at = path`accounts/${accountId}/load_balancers/pools`;
  const found = await read(api, "load balancer pools", { at, form: pools });
  return (found ?? [])
    .filter(({ enabled }) => enabled !== false)
    .filter(({ origins }) =>
      origins?.some(({ address, header }) => [address, ...(header?.Host ?? [])].some(leadsTo(home))),
    )
    .map(({ name }) => name ?? "");
}

const setting = z.object({ value: z.unknown().optional() }).nullish();

/** Images of the same zone are always allowed. https://developers.cloudflare.com/images/transform-images/sources/ */
async function readTransformations(api: CloudflareApi, { zoneId }: Place): Promise<boolean> {
  const at = path`zones/${zoneId}/settings/transformations`;
  const value = (await read(api, "zone settings", { at, form: setting }))?.value;
  return value === "on" || value === "open";
}

/** Returns whether a host is one of ours, or a tunnel's own name, which may be our tunnel's. */
function leadsTo(home: Home): (host: string | null | undefined) => boolean {
  const hostnames = home.services.map(({ hostname }) => hostname);
  return (host) => {
    const name = host?.toLowerCase() ?? "";
    return hostnames.includes(name) || name.endsWith(".cfargotunnel.com");
  };
}

interface Lookup<T> {
  readonly at: string;
  readonly form: z.ZodType<T>;
}

/** Reads the object at a path; undefined when there is none. */
async function read<T>(api: CloudflareApi, what: string, { at, form }: Lookup<T>): Promise<T | undefined> {
  return ask(`reading ${what}`, () => unlessMissing(api.get(at, form)));
}
