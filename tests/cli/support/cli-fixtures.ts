import { readConfig } from "../../../domain/configuration/config.ts";
import { describeHome, type Home } from "../../../domain/configuration/home.ts";
import type { ExportedStack, ExportedState } from "../../../cli/state.ts";

/** The home that a stack file with these values describes; lists and objects as JSON. */
export function homeOf(values: Readonly<Record<string, string>> = {}, stack = "prod"): Home {
  const devices = JSON.stringify([{ name: "anna-phone" }]);
  const reading = readConfig({ zone: "example.com", hostname: "ha.example.com", devices, ...values });
  if (reading.configuration === undefined) throw new Error(JSON.stringify(reading.problems));
  return describeHome(reading.configuration, stack);
}

interface Entry {
  /** The types of all ancestors and its own type, joined as in a URN. */
  readonly types: string;
  readonly name: string;
  readonly id?: string;
  readonly [field: string]: unknown;
}

export const urnOf = (types: string, name: string): string => `urn:pulumi:prod::ha-mtls::${types}::${name}`;

/** A stack's state with these resources, as `pulumi stack export` prints it. */
export function stateOf(entries: readonly Entry[], pending: readonly Entry[] = []): ExportedStack {
  const resources = entries.map(resourceOf);
  const operations = pending.map((entry) => ({ resource: resourceOf(entry), type: "creating" }));
  const state: ExportedState = {
    version: 3,
    deployment: {
      manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "v3.260.0" },
      secrets_providers: { type: "passphrase", state: { salt: "v1:abc" } },
      resources,
      ...(pending.length === 0 ? {} : { pending_operations: operations }),
    },
  };
  return { state, text: JSON.stringify(state), resources: state.deployment.resources ?? [] };
}

function resourceOf({ types, name, ...rest }: Entry): { urn: string; type: string } {
  const urn = urnOf(types, name);
  return { urn, type: types.split("$").at(-1) ?? "", ...rest };
}

export const types = {
  stack: "pulumi:pulumi:Stack",
  home: "ha-mtls:index:SecureHome",
  tunnelComponent: "ha-mtls:index:SecureHome$ha-mtls:index:Tunnel",
  tunnel:
    "ha-mtls:index:SecureHome$ha-mtls:index:Tunnel$cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared",
  ingress:
    "ha-mtls:index:SecureHome$ha-mtls:index:Tunnel$cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig",
  record: "ha-mtls:index:SecureHome$ha-mtls:index:PublicHostname$cloudflare:index/dnsRecord:DnsRecord",
  gate: "ha-mtls:index:SecureHome$ha-mtls:index:Gate$command:local:Command",
  certificate:
    "ha-mtls:index:SecureHome$ha-mtls:index:Device$cloudflare:index/clientCertificate:ClientCertificate",
} as const;

/** The command that wrote the gate, with its record of the zone's shared lists. */
export function gateEntry({
  rules = [],
  hostnames = [],
  refPrefix = "ha-mtls-prod-",
}: {
  readonly rules?: readonly Readonly<Record<string, unknown>>[];
  readonly hostnames?: readonly string[];
  readonly refPrefix?: string;
}): Entry {
  const defaults = { id: "", enabled: true, description: "", parameters: {}, logged: true };
  const record = {
    refPrefix,
    hostnames,
    guarded: hostnames,
    rules: rules.map((rule) => ({ ...defaults, ...rule })),
    seen: "",
  };
  return { types: types.gate, name: "gate-rules", id: "gate", outputs: { stdout: JSON.stringify(record) } };
}
