import { type CloudflareApi, connectApi } from "../../../zone/api.ts";
import type { LookUps } from "../../components/support/mocked-cloud.ts";

/** The contents of a zone, as the API returns them, and of the stack's state. */
export interface VirtualZone {
  readonly zones?: readonly { id: string; account: { id: string; name: string } }[];
  /** Rules of the entry point; undefined if the zone has none. */
  readonly rules?: readonly Readonly<Record<string, unknown>>[];
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

/** The engine's look-ups: the stack's own state, and the token of a tunnel. */
export function lookUps(zone: VirtualZone = {}): LookUps {
  return {
    "cloudflare:index/getZeroTrustTunnelCloudflaredToken:getZeroTrustTunnelCloudflaredToken": () => ({
      token: "token of the tunnel",
    }),
    "pulumi:pulumi:readStackResourceOutputs": () => ({ outputs: stateEntries(zone) }),
  };
}

/** Returns ingress rules as the provider keeps them in the state, with the catch-all last. */
export function ingressRules(ingress: VirtualZone["ingress"] = {}): object[] {
  const rules = Object.entries(ingress).map(([hostname, service]) => ({ hostname, service }));
  return [...rules, { hostname: "", service: "http_status:404" }];
}

/** Answers that replace the zone's, by a part of the path with its query. */
export type OtherAnswers = Readonly<Record<string, (path: string) => Response>>;

export interface AskedApi {
  readonly api: CloudflareApi;
  readonly fetch: typeof fetch;
  /** Paths with their queries, without `/client/v4/`, in the order of the requests. */
  readonly asked: readonly string[];
}

/** Returns Cloudflare's API for this zone. */
export function virtualApi(zone: VirtualZone = {}, other: OtherAnswers = {}): AskedApi {
  const asked: string[] = [];
  const answer: typeof fetch = (input) => {
    const url = input instanceof Request ? input.url : input.toString();
    const path = url.replace(/^.*\/client\/v4\//, "");
    asked.push(path);
    const [, own] = Object.entries(other).find(([part]) => path.includes(part)) ?? [];
    return Promise.resolve(own?.(path) ?? answerFor(zone, path));
  };
  return { asked, fetch: answer, api: connectApi({ token: "x".repeat(40), fetch: answer }) };
}

/** Cloudflare's answer to a refused request. */
export const refusal = (status: number, code = 10_000): Response =>
  Response.json(
    { success: false, errors: [{ code, message: "refused" }] },
    { status, headers: { "x-should-retry": "false" } },
  );

function answerFor(zone: VirtualZone, path: string): Response {
  if (path.includes("dry_run=")) {
    return Response.json({ success: true, result: null });
  }
  const found = answers.find(([pattern]) => pattern.test(path));
  if (found === undefined) {
    throw new Error(`the virtual zone has no answer to ${path}`);
  }
  const result = found[1](zone, path);
  return result === undefined ? refusal(404, 10_003) : Response.json({ success: true, errors: [], result });
}

const answers: readonly (readonly [RegExp, (zone: VirtualZone, path: string) => unknown])[] = [
  [/^zones(\?|$)/, ({ zones }) => zones ?? [{ id: zoneId, account: { id: accountId, name: "Anna" } }]],
  [
    /\/rulesets\/phases\/http_request_firewall_custom\/entrypoint$/,
    ({ rules }) => rules && { id: entryPointId, rules },
  ],
  [/\/hostname_associations$/, ({ associations = [] }) => ({ hostnames: associations })],
  [/\/cfd_tunnel\/[^/]+\/configurations$/, ({ ingress }) => ({ config: { ingress: ingressRules(ingress) } })],
  [/\/cfd_tunnel\/[^/?]+$/, () => undefined],
  [/\/cfd_tunnel\?/, ({ tunnels = [] }) => tunnels],
  [
    /\/dns_records\?/,
    ({ records = [] }, path) => records.filter(({ name }) => path.endsWith(`?name.exact=${name}`)),
  ],
  [/\/settings\//, ({ settings }, path) => ({ value: settings?.[path.split("/").at(-1) ?? ""] ?? "off" })],
  [/^zones\/.*\/access_rules\/rules/, ({ allowRules = [] }) => allowRules],
  [/\/access_rules\/rules/, () => []],
  [
    /\/client_certificates\?/,
    ({ certificates = [] }, path) => {
      const status = new URLSearchParams(path.split("?")[1]).get("status");
      return certificates
        .map((one): Readonly<Record<string, string>> => ({ status: "active", ...one }))
        .filter((one) => status === "all" || one["status"] === status);
    },
  ],
];

function stateEntries({ state = {} }: VirtualZone): Record<string, object> {
  const entries = Object.entries(state).map(([key, outputs]) => {
    const [type = "", name = ""] = key.split(" ");
    return [`urn:pulumi:test::ha-mtls::${type}::${name}`, { type, outputs }] as const;
  });
  return Object.fromEntries(entries);
}

/** Somebody else's rule, as the API returns it. */
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
