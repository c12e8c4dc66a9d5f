import type Cloudflare from "cloudflare";
import type { Home } from "../../domain/configuration/home.ts";
import { ask, unlessMissing } from "../cloudflare.ts";
import type { ZoneIdentity } from "../../domain/configuration/zone.ts";
import { type Attempt, attempt } from "./attempt.ts";

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

export async function readDetours(api: Cloudflare, place: Place): Promise<Detours> {
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

async function readWorkers(api: Cloudflare, { zoneId, accountId }: Place): Promise<string[]> {
  const routes = await read<{ script?: string }[]>(api, "Workers routes", `/zones/${zoneId}/workers/routes`);
  const domains = await read<{ service?: string }[]>(
    api,
    "Workers domains",
    `/accounts/${accountId}/workers/domains?zone_id=${zoneId}`,
  );
  const scripts = new Set([
    ...(routes ?? []).map(({ script }) => script),
    ...(domains ?? []).map(({ service }) => service),
  ]);
  const settings = await Promise.all(
    [...scripts]
      .filter((script) => script !== undefined)
      .map(async (script) => ({ script, flags: await readFlags(api, accountId, script) })),
  );
  return settings.filter(({ flags }) => !flags.includes(strictlyPublic)).map(({ script }) => script);
}

async function readFlags(api: Cloudflare, accountId: string, script: string): Promise<readonly string[]> {
  const path = `/accounts/${accountId}/workers/scripts/${encodeURIComponent(script)}/settings`;
  const settings = await read<{ compatibility_flags?: string[] }>(api, "a Worker's settings", path);
  return settings?.compatibility_flags ?? [];
}

interface OriginRule {
  readonly enabled?: boolean;
  readonly description?: string;
  readonly ref?: string;
  readonly action_parameters?: {
    readonly host_header?: string;
    readonly origin?: { readonly host?: string };
  };
}

/** https://developers.cloudflare.com/rules/origin-rules/features/ */
async function readOriginRules(api: Cloudflare, { zoneId, home }: Place): Promise<string[]> {
  const path = `/zones/${zoneId}/rulesets/phases/http_request_origin/entrypoint`;
  const entry = await read<{ rules?: OriginRule[] }>(api, "Origin Rules", path);
  return (entry?.rules ?? [])
    .filter(({ enabled }) => enabled !== false)
    .filter(({ action_parameters: to }) => [to?.host_header, to?.origin?.host].some(leadsTo(home)))
    .map(({ description, ref }) => description ?? ref ?? "");
}

interface PageRule {
  readonly status?: string;
  readonly targets?: readonly { readonly constraint?: { readonly value?: string } }[];
  readonly actions?: readonly { readonly id?: string; readonly value?: unknown }[];
}

/** https://developers.cloudflare.com/rules/page-rules/reference/settings/ */
async function readPageRules(api: Cloudflare, { zoneId, home }: Place): Promise<string[]> {
  const rewrites = new Set(["host_header_override", "resolve_override"]);
  const rules = await read<PageRule[]>(api, "Page Rules", `/zones/${zoneId}/pagerules?status=active`);
  return (rules ?? [])
    .filter(({ status }) => status !== "disabled")
    .filter(({ actions }) =>
      actions?.some(({ id, value }) => rewrites.has(id ?? "") && leadsTo(home)(value as string)),
    )
    .map(({ targets }) => targets?.[0]?.constraint?.value ?? "");
}

interface Pool {
  readonly name?: string;
  readonly enabled?: boolean;
  readonly origins?: readonly {
    readonly address?: string;
    readonly header?: { readonly Host?: readonly string[] };
  }[];
}

/** https://developers.cloudflare.com/load-balancing/additional-options/override-http-host-headers/ */
async function readPools(api: Cloudflare, { accountId, home }: Place): Promise<string[]> {
  const pools = await read<Pool[]>(api, "load balancer pools", `/accounts/${accountId}/load_balancers/pools`);
  return (pools ?? [])
    .filter(({ enabled }) => enabled !== false)
    .filter(({ origins }) =>
      origins?.some(({ address, header }) => [address, ...(header?.Host ?? [])].some(leadsTo(home))),
    )
    .map(({ name }) => name ?? "");
}

/** https://developers.cloudflare.com/images/transform-images/sources/: those of the same zone are always allowed. */
async function readTransformations(api: Cloudflare, { zoneId }: Place): Promise<boolean> {
  const path = `/zones/${zoneId}/settings/transformations`;
  const setting = await read<{ value?: unknown }>(api, "zone settings", path);
  return ["on", "open"].includes(String(setting?.value));
}

/** Whether a host is one of ours, or a tunnel's own name, which may be our tunnel's. */
function leadsTo(home: Home): (host: string | undefined) => boolean {
  const hostnames = home.services.map(({ hostname }) => hostname);
  return (host) => {
    const name = host?.toLowerCase() ?? "";
    return hostnames.includes(name) || name.endsWith(".cfargotunnel.com");
  };
}

/** What stands at a path, for which there is no need of the SDK's own types; undefined where nothing does. */
async function read<T>(api: Cloudflare, what: string, path: string): Promise<T | undefined> {
  const answer = await ask(`reading ${what}`, () => unlessMissing(api.get<{ result?: T | null }>(path)));
  return answer?.result ?? undefined;
}
