import type { ClientCertificate, State } from "cloudflare-simulator/state/state.ts";

/** The result of a run without ids, so that two runs with the same result are equal. */
export interface EndState {
  readonly records: readonly string[];
  readonly ingress: readonly string[];
  readonly associations: readonly string[];
  readonly liveTunnels: number;
  readonly rules: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** Certificates that pass the gate; no others that are active open anything. */
  readonly pinned: readonly string[];
}

export function describeEnd(state: State): EndState {
  const tunnels = [...state.tunnels.values()].filter(({ deletedAt }) => deletedAt === null);
  const expressions = [...state.rulesets.values()].flatMap(({ rules }) =>
    rules.map(({ expression }) => expression),
  );
  return {
    records: [...state.dnsRecords.values()].map(({ type, name }) => `${type} ${name}`).sort(),
    ingress: tunnels.flatMap(({ configuration }) =>
      (configuration.config?.ingress ?? []).map(({ hostname, service }) => `${hostname ?? "*"} → ${service}`),
    ),
    associations: [...state.hostnameAssociations].sort(),
    liveTunnels: tunnels.length,
    rules: expressions.map((expression) => expression.replaceAll(/"[0-9a-f]{64}"/g, '"pin"')),
    settings: Object.fromEntries([...state.settings].map(([id, { value }]) => [id, value])),
    pinned: pinnedIn(state)
      .map(({ status, common_name }) => `${String(common_name)} ${status}`)
      .sort(),
  };
}

/** Certificates whose pin is in a rule. */
export function pinnedIn(state: State): ClientCertificate[] {
  const expressions = [...state.rulesets.values()].flatMap(({ rules }) =>
    rules.map(({ expression }) => expression),
  );
  return [...state.clientCertificates.values()].filter(({ fingerprint_sha256 }) =>
    expressions.some((expression) => expression.includes(fingerprint_sha256)),
  );
}
