import { accessRuleResult } from "./routes/access-rules.ts";
import { tunnelResult } from "./routes/tunnels.ts";
import { zoneResult } from "./routes/zones.ts";
import type { State } from "../state/state.ts";

/** The whole state as JSON, each object in the API's words; deleted tunnels and revoked certificates are in it. */
export function describeState(state: State): object {
  return {
    zone: zoneResult(state),
    tunnels: [...state.tunnels.values()].map((tunnel) => ({
      ...tunnelResult(state, tunnel),
      configuration: { version: tunnel.configuration.version, config: tunnel.configuration.config },
    })),
    dnsRecords: [...state.dnsRecords.values()],
    settings: Object.fromEntries([...state.settings].map(([id, { value }]) => [id, value])),
    clientCertificates: [...state.clientCertificates.values()],
    hostnameAssociations: state.hostnameAssociations,
    rulesets: [...state.rulesets.values()],
    accessRules: [...state.accessRules.values()].map((rule) => accessRuleResult(state, rule)),
    botManagement: state.botManagement,
    foreignCertificates: [...state.foreignCertificates.values()],
  };
}
