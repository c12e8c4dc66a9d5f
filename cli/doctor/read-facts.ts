import type Cloudflare from "cloudflare";
import { readSetting } from "../../hooks/record-zone.ts";
import {
  customRulesPhase,
  nameOfRule,
  readCustomRule,
  type RuleAnswer,
} from "../../domain/rules/custom-rule.ts";
import type { Home } from "../../domain/configuration/home.ts";
import { ask, unlessMissing } from "../cloudflare.ts";
import {
  type Live,
  type LiveCertificate,
  type LiveRecord,
  type LiveTunnel,
  readAssociations,
  readCertificates,
  readEntryPoint,
  readRecords,
  readTunnels,
} from "../live.ts";
import type { StackState } from "../state.ts";
import type { ZoneIdentity } from "../../domain/configuration/zone.ts";
import type { AllowRule } from "../../domain/rules/access-rules.ts";
import { readAccessRules } from "./access-rules.ts";
import { type Attempt, attempt, valueOf } from "./attempt.ts";
import { type Detours, readDetours } from "./read-detours.ts";

/** What Cloudflare says about the zone itself. */
export interface ZoneFacts {
  readonly status: string;
  /** free, pro, business or enterprise. */
  readonly plan: string;
}

/** Everything that the checks look at. */
export interface Facts extends ZoneIdentity {
  readonly home: Home;
  readonly state: StackState;
  readonly zone: Attempt<ZoneFacts>;
  readonly tunnels: Attempt<readonly LiveTunnel[]>;
  /** Only a token that may edit tunnels may read one's token. */
  readonly tunnelToken: Attempt<unknown>;
  readonly records: Attempt<readonly LiveRecord[]>;
  readonly settings: Attempt<Readonly<Record<"ssl" | "websockets", string>>>;
  readonly certificates: Attempt<readonly LiveCertificate[]>;
  readonly associations: Attempt<readonly string[]>;
  readonly entryPoint: Attempt<Live["entryPoint"]>;
  readonly accessRules: Attempt<readonly AllowRule[]>;
  /** Names of the account's own custom rules that are on; only an Enterprise account can have any. */
  readonly accountRules: Attempt<readonly string[]>;
  readonly botFightMode: Attempt<boolean>;
  readonly detours: Detours;
}

interface Subject {
  readonly zone: ZoneIdentity;
  readonly home: Home;
  readonly state: StackState;
}

/** Reads all of it; nothing is written. */
export async function readFacts(api: Cloudflare, { zone, home, state }: Subject): Promise<Facts> {
  const hostnames = home.services.map((service) => service.hostname);
  const [tunnels, records, certificates, associations, entryPoint] = await Promise.all([
    attempt(() => readTunnels(api, zone)),
    attempt(async () =>
      (await Promise.all(hostnames.map((hostname) => readRecords(api, zone, hostname)))).flat(),
    ),
    attempt(() => readCertificates(api, zone)),
    attempt(() => readAssociations(api, zone)),
    attempt(() => readEntryPoint(api, zone)),
  ]);
  const [zoneFacts, tunnelToken, settings, accessRules, botFightMode, detours] = await Promise.all([
    attempt(() => readZone(api, zone)),
    attempt(() => readTunnelToken(api, zone, valueOf(tunnels)?.[0]?.id)),
    attempt(() => readSettings(api, zone)),
    attempt(() => readAccessRules(api, zone)),
    attempt(() => readBotFightMode(api, zone)),
    readDetours(api, { ...zone, home }),
  ]);
  const enterprise = valueOf(zoneFacts)?.plan === "enterprise";
  const accountRules = enterprise ? await attempt(() => readAccountRules(api, zone)) : { value: [] };
  return {
    ...zone,
    home,
    state,
    zone: zoneFacts,
    accountRules,
    tunnels,
    tunnelToken,
    records,
    settings,
    certificates,
    associations,
    entryPoint,
    accessRules,
    botFightMode,
    detours,
  };
}

async function readZone(api: Cloudflare, { zoneId }: ZoneIdentity): Promise<ZoneFacts> {
  const zone = await ask("reading the zone", () => api.zones.get({ zone_id: zoneId }));
  const plan = (zone as { plan?: { legacy_id?: string } }).plan?.legacy_id ?? "";
  return { status: zone.status ?? "", plan };
}

/** With no tunnel yet, one that can't exist: permission is asked before the tunnel is looked for. */
async function readTunnelToken(
  api: Cloudflare,
  { accountId }: ZoneIdentity,
  tunnel = "00000000-0000-0000-0000-000000000000",
): Promise<void> {
  const token = api.zeroTrust.tunnels.cloudflared.token;
  await ask("reading a tunnel's token", () => unlessMissing(token.get(tunnel, { account_id: accountId })));
}

async function readSettings(
  api: Cloudflare,
  { zoneId }: ZoneIdentity,
): Promise<Record<"ssl" | "websockets", string>> {
  const read = (id: string): Promise<string> =>
    ask("reading zone settings", () => readSetting(api, zoneId, id));
  return { ssl: await read("ssl"), websockets: await read("websockets") };
}

/** https://developers.cloudflare.com/waf/account/custom-rulesets/ */
async function readAccountRules(api: Cloudflare, { accountId }: ZoneIdentity): Promise<string[]> {
  const phases = api.rulesets.phases;
  const entry = await ask("reading the account's custom rules", () =>
    unlessMissing(phases.get(customRulesPhase, { account_id: accountId })),
  );
  return (entry?.rules ?? [])
    .map((rule) => readCustomRule(rule as RuleAnswer))
    .filter(({ enabled }) => enabled)
    .map(nameOfRule);
}

async function readBotFightMode(api: Cloudflare, { zoneId }: ZoneIdentity): Promise<boolean> {
  const answer = await ask("reading Bot Fight Mode", () => api.botManagement.get({ zone_id: zoneId }));
  return "fight_mode" in answer && (answer.fight_mode ?? false);
}
