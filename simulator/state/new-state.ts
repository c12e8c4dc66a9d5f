import { newApiToken, newHexId } from "./identifiers.ts";
import type { State } from "./state.ts";
import { ZONE_SETTING_DEFINITIONS } from "./zone-setting-definitions.ts";

/** Cloudflare's default quotas on the free plan: https://developers.cloudflare.com/waf/custom-rules/ */
const FREE_PLAN = { clientCertificates: 100, customRules: 5 };

/** A new account with one active zone on the free plan, as it is before anybody did anything. */
export function createState(zoneName: string, certificatePem: string): State {
  return {
    accountId: newHexId(),
    apiToken: newApiToken(),
    zone: { id: newHexId(), name: zoneName, plan: "free", createdOn: new Date().toISOString() },
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
    neighbours: { workerRoutes: [], workerDomains: [], workerFlags: {}, pageRules: [], pools: [] },
    limits: { ...FREE_PLAN },
    expectations: { hosts: {}, lanes: [] },
  };
}
