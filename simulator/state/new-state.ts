import { newApiToken, newHexId } from "./identifiers.ts";
import type { Plan, State } from "./state.ts";
import { ZONE_SETTING_DEFINITIONS } from "./zone-setting-definitions.ts";

/** Cloudflare's default quotas: https://developers.cloudflare.com/waf/custom-rules/ */
const QUOTAS: Readonly<Record<Plan, State["limits"]>> = {
  free: { clientCertificates: 100, customRules: 5 },
  pro: { clientCertificates: 100, customRules: 20 },
};

/** A new account with one active zone in its initial state. */
export function createState(zoneName: string, certificatePem: string, plan: Plan = "free"): State {
  return {
    accountId: newHexId(),
    apiToken: newApiToken(),
    zone: { id: newHexId(), name: zoneName, plan, createdOn: new Date().toISOString() },
    tunnels: new Map(),
    dnsRecords: new Map(),
    settings: new Map(
      Object.entries(ZONE_SETTING_DEFINITIONS).map(([id, { initial }]) => [
        id,
        { value: initial, modifiedOn: null },
      ]),
    ),
    clientCertificates: new Map(),
    hostnameAssociations: [],
    rulesets: new Map(),
    foreignCertificates: new Map(),
    managedCa: { certificatePem },
    accessRules: new Map(),
    botManagement: { fight_mode: false, enable_js: true, using_latest_model: true },
    access: {
      organisation: { deny_unmatched_requests: false, deny_unmatched_requests_exempted_zone_names: [] },
      applications: [],
    },
    neighbours: { workerRoutes: [], workerDomains: [], workerFlags: {}, pageRules: [], pools: [] },
    limits: { ...QUOTAS[plan] },
    knowsDryRun: true,
    playsConnectors: true,
    expectations: { hosts: {}, lanes: [] },
  };
}
