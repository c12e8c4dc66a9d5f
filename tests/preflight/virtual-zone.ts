import type { LookUps } from "../components/mocked-cloud.ts";

/** What look-ups find in a zone and in the stack's own state. */
export interface VirtualZone {
  readonly zones?: readonly { id: string; account: { id: string; name: string } }[];
  /** Rules of the entry point; undefined: the zone has none. */
  readonly rules?: readonly Readonly<Record<string, unknown>>[];
  /** Parameters by ref that the provider does not show. */
  readonly hiddenParameters?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly entryPointName?: string;
  readonly associations?: readonly string[];
  readonly tunnels?: readonly { id: string; name: string }[];
  readonly records?: readonly {
    id: string;
    name: string;
    type: string;
    content: string;
    proxied?: boolean;
  }[];
  readonly settings?: Readonly<Record<string, string>>;
  /** Hostname → service. */
  readonly ingress?: Readonly<Record<string, string>>;
  /** IP Access rules with the action Allow. */
  readonly allowRules?: readonly Readonly<Record<string, unknown>>[];
  readonly certificates?: readonly Readonly<Record<string, string>>[];
  /** The stack's state: `type name` → outputs. */
  readonly state?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const zoneId = "0123456789abcdef0123456789abcdef";
export const accountId = "fedcba9876543210fedcba9876543210";
export const entryPointId = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

/** Cloudflare's data sources and the state as that zone and that stack would answer them. */
export function lookUps(zone: VirtualZone = {}): LookUps {
  return {
    "cloudflare:index/getZones:getZones": () => ({
      results: zone.zones ?? [{ id: zoneId, account: { id: accountId, name: "Anna" } }],
    }),
    "cloudflare:index/getRulesets:getRulesets": () => ({ rulesets: entryPoints(zone) }),
    "cloudflare:index/getRuleset:getRuleset": ({ id }: { id: string }) => ({
      ...entryPoints(zone).find((ruleset) => ruleset.id === id),
      rules: zone.rules ?? [],
    }),
    "cloudflare:index/getCertificateAuthoritiesHostnameAssociations:getCertificateAuthoritiesHostnameAssociations":
      () => ({ hostnames: zone.associations ?? [] }),
    "cloudflare:index/getZeroTrustTunnelCloudflareds:getZeroTrustTunnelCloudflareds": () => ({
      results: zone.tunnels ?? [],
    }),
    "cloudflare:index/getDnsRecords:getDnsRecords": ({ name }: { name: { exact: string } }) => ({
      results: (zone.records ?? []).filter((record) => record.name === name.exact),
    }),
    "cloudflare:index/getZoneSetting:getZoneSetting": ({ settingId }: { settingId: string }) => ({
      value: zone.settings?.[settingId] ?? "off",
    }),
    "cloudflare:index/getZeroTrustTunnelCloudflaredConfig:getZeroTrustTunnelCloudflaredConfig": () => ({
      config: { ingresses: ingressRules(zone.ingress) },
    }),
    "cloudflare:index/getAccessRules:getAccessRules": ({ zoneId: ofZone }: { zoneId?: string }) => ({
      results: ofZone === undefined ? [] : (zone.allowRules ?? []),
    }),
    "cloudflare:index/getClientCertificates:getClientCertificates": () => ({
      results: zone.certificates ?? [],
    }),
    "cloudflare:index/getZeroTrustTunnelCloudflaredToken:getZeroTrustTunnelCloudflaredToken": () => ({
      token: "token of the tunnel",
    }),
    "pulumi:pulumi:readStackResourceOutputs": () => ({ outputs: stateEntries(zone) }),
  };
}

/** Ingress rules as Cloudflare gives them, the catch-all last. */
export function ingressRules(ingress: VirtualZone["ingress"] = {}): object[] {
  const rules = Object.entries(ingress).map(([hostname, service]) => ({ hostname, service }));
  return [...rules, { hostname: "", service: "http_status:404" }];
}

/** Cloudflare's API, as far as the program asks it itself: the entry point as it is. */
export function answerApi({ rules, hiddenParameters = {} }: VirtualZone): typeof fetch {
  return (input) => {
    const url = input instanceof Request ? input.url : input.toString();
    if (!url.endsWith(`/zones/${zoneId}/rulesets/phases/http_request_firewall_custom/entrypoint`)) {
      throw new Error(`no mock answers ${url}`);
    }
    const whole = (rules ?? []).map(({ actionParameters, ...rule }) => ({
      ...rule,
      action_parameters: { ...(actionParameters as object), ...hiddenParameters[String(rule["ref"])] },
    }));
    return Promise.resolve(Response.json({ success: true, result: { id: entryPointId, rules: whole } }));
  };
}

function entryPoints({ rules, entryPointName = "default" }: VirtualZone) {
  const others = { id: "managed", name: "Managed", description: "", kind: "managed" };
  const entry = { id: entryPointId, name: entryPointName, description: "of the dashboard", kind: "zone" };
  return [
    { ...others, phase: "http_request_firewall_managed" },
    ...(rules === undefined ? [] : [{ ...entry, phase: "http_request_firewall_custom" }]),
  ];
}

function stateEntries({ state = {} }: VirtualZone): Record<string, object> {
  const entries = Object.entries(state).map(([key, outputs]) => {
    const [type = "", name = ""] = key.split(" ");
    return [`urn:pulumi:test::ha-mtls::${type}::${name}`, { type, outputs }] as const;
  });
  return Object.fromEntries(entries);
}

/** A rule of somebody else's, as the provider reads it. */
export function foreignRule(part: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: "11111111111111111111111111111111",
    ref: "11111111111111111111111111111111",
    action: "block",
    enabled: true,
    expression: 'ip.src.country eq "KP"',
    description: "keep them out",
    ...part,
  };
}
