import type { AllowRule } from "../domain/rules/access-rules.ts";
import type { EntryPoint } from "../domain/rules/custom-rule.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import type { Attempt } from "./ask.ts";

export type ZoneRef = Pick<ZoneIdentity, "zoneId">;
export type AccountRef = Pick<ZoneIdentity, "accountId">;

/** A tunnel that is not deleted. */
export interface LiveTunnel {
  readonly id: string;
  readonly name: string;
  /** Whether its ingress comes from a config.yml beside the connector; Cloudflare's is then ignored. */
  readonly local: boolean;
}

/** An A, AAAA or CNAME record, which conflicts with the stack's own CNAME. */
export interface AddressRecord {
  readonly id: string;
  readonly hostname: string;
  readonly type: string;
  readonly content: string;
  readonly proxied: boolean;
}

export interface ClientCertificate {
  readonly id: string;
  /** active, pending_reactivation, pending_revocation or revoked. */
  readonly status: string;
  readonly commonName: string;
  readonly organization: string;
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly pin: string;
  /** ISO 8601. */
  readonly expiresOn: string;
  /** The certificate request (PEM) from which it was issued. */
  readonly csr: string;
}

/** Where a tunnel sends requests for a hostname. The last rule has an empty hostname and matches all others. */
export interface IngressRule {
  readonly hostname: string;
  readonly service: string;
}

/** What the zone and its account contain, as far as it concerns a home. */
export interface Zone extends ZoneIdentity {
  readonly tunnels: readonly LiveTunnel[];
  /** Those of the home's hostnames. */
  readonly records: readonly AddressRecord[];
  readonly certificates: readonly ClientCertificate[];
  /** The entry point for custom rules; undefined if the zone has none. */
  readonly entryPoint: EntryPoint | undefined;
  /** Hostnames on which the edge requests a client certificate. */
  readonly associations: readonly string[];
  /** Values by setting id, only of settings that the stack has written. */
  readonly settings: Readonly<Record<string, string>>;
  /** The ingress of the stack's tunnel; undefined if there is no tunnel. */
  readonly ingress: readonly IngressRule[] | undefined;
  /** IP Access rules with the action Allow; the token may lack permission to read them. */
  readonly allowRules: Attempt<readonly AllowRule[]>;
}
