import { z } from "zod";
import { nameOfRule } from "../../domain/rules/custom-rule.ts";
import type { Home } from "../../domain/configuration/home.ts";
import type { ZoneIdentity } from "../../domain/configuration/zone.ts";
import { type CloudflareApi, path } from "../../zone/api.ts";
import { ask, attempt, type Attempt, unlessMissing, valueOf } from "../../zone/ask.ts";
import { readCertificates, readRecords, readSettings, readTunnels } from "../../zone/read-objects.ts";
import {
  findAccountEntryPoint,
  findEntryPoint,
  readAllowRules,
  readAssociations,
} from "../../zone/read-rules.ts";
import { heldTunnels, pinsIn, type StackState } from "../../zone/state.ts";
import type { Zone } from "../../zone/zone.ts";
import { tryGate, type GateVerdict } from "../../zone/try-gate.ts";
import { type Detours, readDetours } from "./read-detours.ts";

/** The zone itself, as Cloudflare describes it. */
export interface ZoneFacts {
  readonly status: string;
  /** free, pro, business or enterprise. */
  readonly plan: string;
}

/** Everything that the checks judge. */
export interface Facts extends ZoneIdentity {
  readonly home: Home;
  readonly state: StackState;
  readonly zone: Attempt<ZoneFacts>;
  readonly tunnels: Attempt<Zone["tunnels"]>;
  /** Refused unless the API token may edit tunnels: only then may it read a tunnel's token. */
  readonly tunnelToken: Attempt<unknown>;
  readonly records: Attempt<Zone["records"]>;
  readonly settings: Attempt<Readonly<Record<string, string>>>;
  readonly certificates: Attempt<Zone["certificates"]>;
  readonly associations: Attempt<Zone["associations"]>;
  readonly entryPoint: Attempt<Zone["entryPoint"]>;
  readonly allowRules: Zone["allowRules"];
  /** What Cloudflare says about the gate's rules in a dry run; undefined when the list can't be read. */
  readonly verdict: GateVerdict | undefined;
  /** Names of the account's enabled custom rules; only an Enterprise account can have any. */
  readonly accountRules: Attempt<readonly string[]>;
  readonly botFightMode: Attempt<boolean>;
  readonly detours: Detours;
}

interface Examined {
  readonly zone: ZoneIdentity;
  readonly home: Home;
  readonly state: StackState;
}

/** Ids of the zone settings that the checks judge. */
const judged = ["ssl", "websockets", "http3"];

/** Reads all facts; nothing is written. @throws Failure when Cloudflare can't be reached or fails */
export async function readZoneFacts(api: CloudflareApi, { zone, home, state }: Examined): Promise<Facts> {
  const hostnames = home.services.map((service) => service.hostname);
  const [tunnels, records, certificates, associations, entryPoint] = await Promise.all([
    attempt(() => readTunnels(api, zone, { held: heldTunnels(state, zone) })),
    attempt(async () =>
      (await Promise.all(hostnames.map((hostname) => readRecords(api, zone, hostname)))).flat(),
    ),
    attempt(() => readCertificates(api, zone, "all")),
    attempt(() => ask("reading hostname associations", () => readAssociations(api, zone))),
    attempt(() => ask("reading custom rules", () => findEntryPoint(api, zone))),
  ]);
  const [zoneFacts, tunnelToken, settings, allowRules, botFightMode, detours] = await Promise.all([
    attempt(() => readZone(api, zone)),
    attempt(() => readTunnelToken(api, zone, valueOf(tunnels)?.[0]?.id)),
    attempt(() => ask("reading zone settings", () => readSettings(api, zone, judged))),
    readAllowRules(api, zone),
    attempt(() => readBotFightMode(api, zone)),
    readDetours(api, { ...zone, home }),
  ]);
  const verdict = await tryRules(api, { zone, home, state }, entryPoint);
  const enterprise = valueOf(zoneFacts)?.plan === "enterprise";
  const accountRules = enterprise ? await attempt(() => readAccountRules(api, zone)) : { value: [] };
  return {
    ...{ ...zone, home, state, zone: zoneFacts, accountRules, tunnels, tunnelToken, records, settings },
    ...{ certificates, associations, entryPoint, allowRules, verdict, botFightMode, detours },
  };
}

/** Asks Cloudflare about all of the gate's rules, including those that are live already. */
async function tryRules(
  api: CloudflareApi,
  { zone: { zoneId }, home, state }: Examined,
  entryPoint: Facts["entryPoint"],
): Promise<GateVerdict | undefined> {
  return "refused" in entryPoint
    ? undefined
    : tryGate(api, {
        ...{ home, state, zoneId, pinOf: pinsIn(state), always: true },
        zone: { entryPoint: entryPoint.value },
      });
}

const zonePlan = z.object({
  status: z.string().nullish(),
  plan: z.object({ legacy_id: z.string().nullish() }).nullish(),
});

async function readZone(api: CloudflareApi, { zoneId }: ZoneIdentity): Promise<ZoneFacts> {
  const { status, plan } = await ask("reading the zone", () => api.get(path`zones/${zoneId}`, zonePlan));
  return { status: status ?? "", plan: plan?.legacy_id ?? "" };
}

/** Without a tunnel, asks for one that can't exist: Cloudflare checks the permission before it looks for the tunnel. */
async function readTunnelToken(
  api: CloudflareApi,
  { accountId }: ZoneIdentity,
  tunnel = "00000000-0000-0000-0000-000000000000",
): Promise<void> {
  const at = path`accounts/${accountId}/cfd_tunnel/${tunnel}/token`;
  await ask("reading a tunnel's token", () => unlessMissing(api.get(at, z.unknown())));
}

async function readAccountRules(api: CloudflareApi, zone: ZoneIdentity): Promise<string[]> {
  const entry = await ask("reading the account's custom rules", () => findAccountEntryPoint(api, zone));
  return (entry?.rules ?? []).filter(({ enabled }) => enabled).map(nameOfRule);
}

const botManagement = z.object({ fight_mode: z.boolean().nullish() });

async function readBotFightMode(api: CloudflareApi, { zoneId }: ZoneIdentity): Promise<boolean> {
  const at = path`zones/${zoneId}/bot_management`;
  const { fight_mode } = await ask("reading Bot Fight Mode", () => api.get(at, botManagement));
  return fight_mode ?? false;
}
