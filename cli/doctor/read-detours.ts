import { z } from "zod";
import type { Home } from "../../domain/configuration/home.ts";
import type { ZoneIdentity } from "../../domain/configuration/zone.ts";
import { type CloudflareApi, path } from "../../zone/api.ts";
import { ask, attempt, type Attempt, unlessMissing } from "../../zone/ask.ts";

/** What can lead requests to the house that carry another hostname, or none, past the rules that guard its own. */
export interface Detours {
  /** Scripts of the zone's Workers whose requests to the zone go straight to its origins. */
  readonly workers: Attempt<readonly string[]>;
  /** Names of Origin Rules that put one of our hostnames in the place of another. */
  readonly originRules: Attempt<readonly string[]>;
  /** Addresses of Page Rules that do the same. */
  readonly pageRules: Attempt<readonly string[]>;
  /** Names of load balancer pools that lead to a hostname of ours, or to a tunnel. */
  readonly pools: Attempt<readonly string[]>;
  /** Whether Cloudflare fetches images of the zone for whoever asks. */
  readonly transformations: Attempt<boolean>;
}

interface Place extends ZoneIdentity {
  readonly home: Home;
}

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

/** https://developers.cloudflare.com/workers/configuration/compatibility-flags/#global-fetch-strictly-public */
const strictlyPublic = "global_fetch_strictly_public";

const routes = z.array(z.looseObject({ script: z.string().nullish() })).nullish();
const domains = z.array(z.looseObject({ service: z.string().nullish() })).nullish();

async function readWorkers(api: CloudflareApi, { zoneId, accountId }: Place): Promise<string[]> {
  const routed = await read(api, "Workers routes", {
    at: path`zones/${zoneId}/workers/routes`,
    form: routes,
  });
  const hosted = await read(api, "Workers domains", {
    at: `${path`accounts/${accountId}/workers/domains`}?zone_id=${zoneId}`,
    form: domains,
  });
  const scripts = new Set([
    ...(routed ?? []).map(({ script }) => script),
    ...(hosted ?? []).map(({ service }) => service),
  ]);
  const settings = await Promise.all(
    [...scripts]
      .filter((script) => script != null)
      .map(async (script) => ({ script, flags: await readFlags(api, accountId, script) })),
  );
  return settings.filter(({ flags }) => !flags.includes(strictlyPublic)).map(({ script }) => script);
}

const scriptSettings = z.looseObject({ compatibility_flags: z.array(z.string()).nullish() }).nullish();

async function readFlags(api: CloudflareApi, accountId: string, script: string): Promise<readonly string[]> {
  const at = path`accounts/${accountId}/workers/scripts/${script}/settings`;
  const settings = await read(api, "a Worker's settings", { at, form: scriptSettings });
  return settings?.compatibility_flags ?? [];
}

/** https://developers.cloudflare.com/rules/origin-rules/features/ */
const originRules = z
  .looseObject({
    rules: z
      .array(
        z.looseObject({
          enabled: z.boolean().nullish(),
          description: z.string().nullish(),
          ref: z.string().nullish(),
          action_parameters: z
            .looseObject({
              host_header: z.string().nullish(),
              origin: z.looseObject({ host: z.string().nullish() }).nullish(),
            })
            .nullish(),
        }),
      )
      .nullish(),
  })
  .nullish();

async function readOriginRules(api: CloudflareApi, { zoneId, home }: Place): Promise<string[]> {
  const at = path`zones/${zoneId}/rulesets/phases/http_request_origin/entrypoint`;
  const entry = await read(api, "Origin Rules", { at, form: originRules });
  return (entry?.rules ?? [])
    .filter(({ enabled }) => enabled !== false)
    .filter(({ action_parameters: to }) => [to?.host_header, to?.origin?.host].some(leadsTo(home)))
    .map(({ description, ref }) => description ?? ref ?? "");
}

/** https://developers.cloudflare.com/rules/page-rules/reference/settings/ */
const pageRules = z
  .array(
    z.looseObject({
      status: z.string().nullish(),
      targets: z
        .array(z.looseObject({ constraint: z.looseObject({ value: z.string().nullish() }).nullish() }))
        .nullish(),
      actions: z.array(z.looseObject({ id: z.string().nullish(), value: z.unknown().optional() })).nullish(),
    }),
  )
  .nullish();

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
const pools = z
  .array(
    z.looseObject({
      name: z.string().nullish(),
      enabled: z.boolean().nullish(),
      origins: z
        .array(
          z.looseObject({
            address: z.string().nullish(),
            header: z.looseObject({ Host: z.array(z.string()).nullish() }).nullish(),
          }),
        )
        .nullish(),
    }),
  )
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

/** https://developers.cloudflare.com/images/transform-images/sources/: those of the same zone are always allowed. */
async function readTransformations(api: CloudflareApi, { zoneId }: Place): Promise<boolean> {
  const at = path`zones/${zoneId}/settings/transformations`;
  const setting = await read(api, "zone settings", {
    at,
    form: z.looseObject({ value: z.unknown().optional() }).nullish(),
  });
  return setting?.value === "on" || setting?.value === "open";
}

/** Whether a host is one of ours, or a tunnel's own name, which may be our tunnel's. */
function leadsTo(home: Home): (host: string | null | undefined) => boolean {
  const hostnames = home.services.map(({ hostname }) => hostname);
  return (host) => {
    const name = host?.toLowerCase() ?? "";
    return hostnames.includes(name) || name.endsWith(".cfargotunnel.com");
  };
}

interface Asked<T> {
  readonly at: string;
  readonly form: z.ZodType<T>;
}

/** What stands at a path; undefined where nothing does. */
async function read<T>(api: CloudflareApi, what: string, { at, form }: Asked<T>): Promise<T | undefined> {
  return ask(`reading ${what}`, () => unlessMissing(api.get(at, form)));
}
