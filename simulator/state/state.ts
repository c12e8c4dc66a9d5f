/**
 * The contents of a Cloudflare account as plain data. The API writes it; the edge and the exposure check read it.
 * Stored objects have the API's own field names.
 */

/** Plans whose custom rules the simulator can evaluate; higher plans allow regular expressions. */
export type Plan = "free" | "pro";

export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly plan: Plan;
  readonly createdOn: string;
}

export interface TunnelConnection {
  readonly id: string;
  readonly client_id: string;
  readonly client_version: string;
  readonly colo_name: string;
  readonly is_pending_reconnect: boolean;
  readonly opened_at: string;
  readonly origin_ip: string;
  readonly uuid: string;
}

export interface Tunnel {
  readonly id: string;
  name: string;
  secret: string;
  readonly configSource: "cloudflare" | "local";
  readonly createdAt: string;
  deletedAt: string | null;
  connections: TunnelConnection[];
  connectionsActiveAt: string | null;
  connectionsInactiveAt: string | null;
  configuration: { version: number; config: TunnelConfiguration | null; createdAt: string };
}

export interface IngressRule {
  readonly hostname?: string;
  readonly path?: string;
  readonly service: string;
  readonly originRequest?: Readonly<Record<string, unknown>>;
}

export interface TunnelConfiguration {
  readonly ingress: readonly IngressRule[];
  readonly [key: string]: unknown;
}

export interface DnsRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly proxied: boolean;
  readonly ttl: number;
  readonly [key: string]: unknown;
}

export interface Rule {
  readonly id: string;
  readonly ref: string;
  readonly version: string;
  readonly action: string;
  readonly expression: string;
  readonly description?: string;
  readonly enabled: boolean;
  readonly action_parameters?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

export interface Ruleset {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly kind: string;
  readonly phase: string;
  readonly version: string;
  readonly last_updated: string;
  readonly rules: readonly Rule[];
}

export type CertificateStatus = "active" | "pending_reactivation" | "pending_revocation" | "revoked";

export interface ClientCertificate {
  readonly id: string;
  readonly csr: string;
  /** PEM. */
  readonly certificate: string;
  /** 64 lower-case hexadecimal digits. */
  readonly fingerprint_sha256: string;
  status: CertificateStatus;
  readonly validity_days: number;
  readonly [key: string]: unknown;
}

/** An IP Access rule. One that allows (in the API: whitelist) skips the custom rules. All scopes apply to the zone. */
export interface AccessRule {
  readonly id: string;
  readonly scope: "zone" | "account" | "user";
  readonly mode: string;
  readonly target: string;
  readonly value: string;
  readonly notes: string;
  readonly createdOn: string;
}

/** Cloudflare Access, with the API's own field names. */
export interface Access {
  readonly organisation: {
    /** "Require Access protection": whether hostnames without an application are refused. */
    deny_unmatched_requests: boolean;
    deny_unmatched_requests_exempted_zone_names: readonly string[];
  };
  readonly applications: { readonly domain: string }[];
}

/** Workers, page rules and load balancer pools, with the API's own field names. */
export interface Neighbours {
  readonly workerRoutes: object[];
  readonly workerDomains: object[];
  /** Compatibility flags by script. */
  readonly workerFlags: Record<string, readonly string[]>;
  readonly pageRules: object[];
  readonly pools: object[];
}

/** What a test allows to reach an origin; initially empty. */
export interface Expectations {
  /** Hostname → SHA-256 of the certificates that may use it. Other hostnames have no such list. */
  hosts: Readonly<Record<string, readonly string[]>>;
  /** Paths that are public on purpose. */
  lanes: readonly { readonly hostname: string; readonly path: string }[];
}

/** One account with one zone. */
export interface State {
  readonly accountId: string;
  readonly apiToken: string;
  readonly zone: Zone;
  readonly tunnels: Map<string, Tunnel>;
  readonly dnsRecords: Map<string, DnsRecord>;
  readonly settings: Map<string, { value: unknown; modifiedOn: string | null }>;
  readonly clientCertificates: Map<string, ClientCertificate>;
  hostnameAssociations: string[];
  readonly rulesets: Map<string, Ruleset>;
  /** Certificates that the same managed CA has signed for other customers, by SHA-256 in lower-case hex. */
  readonly foreignCertificates: Map<string, { certificate: string; fingerprint_sha256: string }>;
  /** The CA that signs client certificates of this zone and of other customers. */
  readonly managedCa: { readonly certificatePem: string };
  readonly accessRules: Map<string, AccessRule>;
  readonly botManagement: { fight_mode: boolean; enable_js: boolean; readonly using_latest_model: boolean };
  readonly access: Access;
  /** Objects that are only stored and listed. */
  readonly neighbours: Neighbours;
  /** The quotas of the zone's plan, which tests may change. */
  readonly limits: { clientCertificates: number; customRules: number };
  /** Whether the API supports `dry_run`; otherwise it ignores the parameter and writes. */
  knowsDryRun: boolean;
  /** Whether all tunnels count as connected; otherwise a tunnel needs a connected connector. */
  playsConnectors: boolean;
  expectations: Expectations;
}
