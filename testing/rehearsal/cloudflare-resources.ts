import { z } from "zod";
import { fromApi, toApi, toTunnelConfig } from "./api-names.ts";
import type { ProviderApi, ProviderRequest } from "./provider-api.ts";
import type { Inputs, Made, WantedResource } from "./inputs.ts";

/** Creates a resource with the requests that the provider sends. */
export type CloudflareMaker = (api: ProviderApi, wanted: WantedResource) => Promise<Made>;

const tunnel = z.strictObject({
  accountId: z.string(),
  name: z.string(),
  configSrc: z.string().optional(),
  tunnelSecret: z.string().optional(),
});

const tunnelConfig = z.strictObject({
  accountId: z.string(),
  tunnelId: z.string(),
  config: z.looseObject({}),
  source: z.string().optional(),
});

const zoneSetting = z.strictObject({ zoneId: z.string(), settingId: z.string(), value: z.unknown() });

const clientCertificate = z.strictObject({
  zoneId: z.string(),
  csr: z.string(),
  validityDays: z.number(),
  reactivate: z.boolean().optional(),
});

const dnsRecord = z.strictObject({
  zoneId: z.string(),
  name: z.string(),
  type: z.string(),
  ttl: z.number(),
  content: z.string().optional(),
  comment: z.string().optional(),
  proxied: z.boolean().optional(),
  priority: z.number().optional(),
  tags: z.array(z.string()).optional(),
  settings: z.record(z.string(), z.boolean()).optional(),
});

/**
 * How provider v5.22 creates each type of resource: method, path and body. Unknown inputs are refused, so that no request
 * silently lacks one.
 * https://github.com/cloudflare/terraform-provider-cloudflare/tree/v5.22.0/internal/services
 */
export const cloudflareMakers: Readonly<Record<string, CloudflareMaker>> = {
  "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared": maker(
    tunnel,
    ({ accountId, ...body }) => ["POST", `accounts/${accountId}/cfd_tunnel`, toApi(body)],
  ),
  "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig": maker(
    tunnelConfig,
    ({ accountId, tunnelId, config, ...others }) => {
      const path = `accounts/${accountId}/cfd_tunnel/${tunnelId}/configurations`;
      return ["PUT", path, { config: toTunnelConfig(config), ...others }];
    },
  ),
  "cloudflare:index/zoneSetting:ZoneSetting": maker(zoneSetting, ({ zoneId, settingId, value }) => [
    "PATCH",
    `zones/${zoneId}/settings/${settingId}`,
    { value },
  ]),
  "cloudflare:index/clientCertificate:ClientCertificate": maker(clientCertificate, ({ zoneId, ...body }) => [
    "POST",
    `zones/${zoneId}/client_certificates`,
    toApi(body),
  ]),
  "cloudflare:index/dnsRecord:DnsRecord": maker(dnsRecord, ({ zoneId, ...body }) => {
    const { proxied, ttl } = body;
    if (proxied === true && ttl !== 1)
      throw new Error(`ttl must be set to 1 when proxied is true, got ${ttl}`);
    return ["POST", `zones/${zoneId}/dns_records`, toApi(body)];
  }),
};

/** A rehearsal starts without any resources, so that nothing can be imported. */
function maker<T extends z.ZodType>(
  shape: T,
  requestFor: (inputs: z.output<T>) => ProviderRequest,
): CloudflareMaker {
  return async (api, { type, inputs, importId }) => {
    if (importId !== undefined) throw new Error(`a rehearsal can't import ${type} (${importId})`);
    const state = fromApi(await api.request(...requestFor(shape.parse(inputs)))) as Inputs;
    // A tunnel's configuration has no id of its own.
    return { id: String(state["id"] ?? state["tunnelId"]), state: { ...state, ...inputs } };
  };
}

/** Carries out a look-up with the requests that the provider's data source sends. */
export type CloudflareLookup = (api: ProviderApi, args: Inputs) => Promise<Inputs>;

/** The look-ups by token; unknown arguments are refused. */
export const cloudflareLookups: Readonly<Record<string, CloudflareLookup>> = {
  "cloudflare:index/getZeroTrustTunnelCloudflaredToken:getZeroTrustTunnelCloudflaredToken": getTunnelToken,
};

const tokenArgs = z.strictObject({ accountId: z.string(), tunnelId: z.string() });

async function getTunnelToken(api: ProviderApi, args: Inputs): Promise<Inputs> {
  const { accountId, tunnelId } = tokenArgs.parse(args);
  return { ...args, token: await api.request("GET", `accounts/${accountId}/cfd_tunnel/${tunnelId}/token`) };
}
