import { randomUUID } from "node:crypto";
import { ManagedCa } from "cloudflare-simulator/ca/managed-ca.ts";
import type { ClientCertificate, IngressRule, Rule, State } from "cloudflare-simulator/state/state.ts";
import { createState } from "cloudflare-simulator/state/new-state.ts";
import { createClientCertificate } from "cloudflare-simulator/state/client-certificates.ts";
import { newIdentity } from "./new-identity.ts";

/** A certificate with its key, PEM. */
export interface Identity {
  readonly key: string;
  readonly certificate: string;
  readonly pin: string;
}

export type IssuedIdentity = Identity & { readonly issued: ClientCertificate };

/** An account whose contents tests put together. */
export class World {
  readonly ca: ManagedCa;
  readonly state: State;

  private constructor(ca: ManagedCa, state: State) {
    this.ca = ca;
    this.state = state;
  }

  static async create(): Promise<World> {
    const ca = await ManagedCa.open();
    return new World(ca, createState("example.com", ca.certificatePem));
  }

  /** Adds a tunnel with this ingress and a proxied record for each name; returns its id. */
  tunnel(ingress: readonly IngressRule[], names: readonly string[]): string {
    const id = randomUUID();
    this.state.tunnels.set(id, {
      id,
      name: id,
      secret: "",
      configSource: "cloudflare",
      createdAt: "2026-01-01T00:00:00Z",
      deletedAt: null,
      connections: [],
      connectionsActiveAt: null,
      connectionsInactiveAt: null,
      configuration: { version: 1, config: { ingress }, createdAt: "2026-01-01T00:00:00Z" },
    });
    for (const name of names) this.record(name, `${id}.cfargotunnel.com`);
    return id;
  }

  record(name: string, content: string, { type = "CNAME", proxied = true } = {}): void {
    this.state.dnsRecords.set(name, { id: randomUUID(), name, type, content, proxied, ttl: 1 });
  }

  /** Replaces the zone's custom rules; a text is the expression of a block rule. */
  rules(...rules: readonly (string | Partial<Rule>)[]): void {
    this.state.rulesets.set("custom", {
      id: "custom",
      name: "default",
      description: "",
      kind: "zone",
      phase: "http_request_firewall_custom",
      version: "1",
      last_updated: "2026-01-01T00:00:00Z",
      rules: rules.map((rule, index) => ({
        id: `rule-${index}`,
        ref: `rule-${index}`,
        version: "1",
        action: "block",
        expression: "false",
        enabled: true,
        ...(typeof rule === "string" ? { expression: rule } : rule),
      })),
    });
  }

  setting(id: string, value: unknown): void {
    this.state.settings.set(id, { value, modifiedOn: null });
  }

  accessRule(mode: string, target: string, value: string): void {
    const id = randomUUID();
    const createdOn = "2026-01-01T00:00:00Z";
    this.state.accessRules.set(id, { id, scope: "zone", mode, target, value, notes: "", createdOn });
  }

  /** Issues a certificate of this zone. */
  async device(name = "phone"): Promise<IssuedIdentity> {
    const { key, csr } = await newIdentity(name);
    const issued = await createClientCertificate(this.state, this.ca, { csr, validityDays: 30 });
    return { key, certificate: issued.certificate, pin: issued.fingerprint_sha256, issued };
  }

  /** Issues a certificate that the same CA signs for another customer. */
  async otherCustomer(name = "phone"): Promise<Identity> {
    const { key, csr } = await newIdentity(name);
    const { certificate, fingerprintSha256 } = await this.ca.issue(csr, 30);
    const foreign = { certificate, fingerprint_sha256: fingerprintSha256 };
    this.state.foreignCertificates.set(fingerprintSha256, foreign);
    return { key, certificate, pin: fingerprintSha256 };
  }
}

/** A careful owner's expression that blocks a hostname for all but the given pins. */
export function gate(hostname: string, ...pins: readonly string[]): string {
  const set = pins.map((pin) => `"${pin}"`).join(" ");
  const listed = pins.length === 0 ? "false" : `cf.tls_client_auth.cert_fingerprint_sha256 in {${set}}`;
  const good = `cf.tls_client_auth.cert_verified and not cf.tls_client_auth.cert_revoked and ${listed}`;
  return `lower(http.host) eq "${hostname}" and not (${good})`;
}

export const homeAssistant = "http://homeassistant:8123";

/** The ingress of one hostname: its origin, and 404 for everything else. */
export function ingressOf(hostname: string, service = homeAssistant): IngressRule[] {
  return [{ hostname, service }, { service: "http_status:404" }];
}
