import type { AllowRule } from "../domain/rules/access-rules.ts";
import type { EntryPoint } from "../domain/rules/custom-rule.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import type { Attempt } from "./ask.ts";

/** A tunnel that is not deleted. */
export interface Tunnel {
  readonly id: string;
  readonly name: string;
  /** Its ingress stands in a config.yml beside the connector: Cloudflare's own is then ignored. */
  readonly local: boolean;
}

/** An A, AAAA or CNAME record: one that stands where the stack's CNAME wants to stand. */
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
  /** The request (PEM) that it was made from. */
  readonly csr: string;
}

/** Where a tunnel leads the requests for a hostname; the last rule is for all others and has none. */
export interface IngressRule {
  readonly hostname: string;
  readonly service: string;
}

/** What Cloudflare holds where a home has, or will have, its own. */
export interface Zone extends ZoneIdentity {
  readonly tunnels: readonly Tunnel[];
  /** Of the home's hostnames. */
  readonly records: readonly AddressRecord[];
  readonly certificates: readonly ClientCertificate[];
  /** The entry point for custom rules; undefined when the zone has none. */
  readonly entryPoint: EntryPoint | undefined;
  /** Hostnames on which the edge asks for a client certificate. */
  readonly associations: readonly string[];
  /** Values by setting id, of those that the stack has written. */
  readonly settings: Readonly<Record<string, string>>;
  /** Of the stack's own tunnel; undefined where there is none to be asked. */
  readonly ingress: readonly IngressRule[] | undefined;
  /** IP Access rules with the action Allow; a token may not be allowed to read them. */
  readonly allowRules: Attempt<readonly AllowRule[]>;
}
