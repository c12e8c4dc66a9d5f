import { z } from "zod";
import { fromApi, toApi, toTunnelConfig } from "./api-names.ts";
import type { ProviderApi } from "./provider-api.ts";
import type { Inputs, Made, WantedResource } from "./inputs.ts";

/** Creates a resource with the requests that the provider sends. */
export type CloudflareMaker = (api: ProviderApi, wanted: WantedResource) => Promise<Made>;

/**
 * How provider v5.22 creates each type of resource: method, path and body. Unknown inputs are refused, so that no request
 * silently lacks one.
 * https://github.com/cloudflare/terraform-provider-cloudflare/tree/v5.22.0/internal/services
 */
export const cloudflareMakers: Readonly<Record<string, CloudflareMaker>> = {
  "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared": makeTunnel,
  "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig": makeTunnelConfig,
  "cloudflare:index/zoneSetting:ZoneSetting": makeZoneSetting,
  "cloudflare:index/clientCertificate:ClientCertificate": makeClientCertificate,
  "cloudflare:index/dnsRecord:DnsRecord": makeDnsRecord,
};

const tunnelInputs = z.strictObject({
  accountId: z.string(),
  name: z.string(),
  configSrc: z.string().optional(),
  tunnelSecret: z.string().optional(),
});

async function makeTunnel(api: ProviderApi, wanted: WantedResource): Promise<Made> {
  const { accountId, ...tunnel } = tunnelInputs.parse(newOnly(wanted).inputs);
  const result = await api.request("POST", `accounts/${accountId}/cfd_tunnel`, toApi(tunnel));
  const state = outputsOf(result);
  return { id: String(state["id"]), state: { ...state, ...wanted.inputs } };
}

const tunnelConfigInputs = z.strictObject({
  accountId: z.string(),
  tunnelId: z.string(),
  config: z.looseObject({}),
  source: z.string().optional(),
});

async function makeTunnelConfig(api: ProviderApi, wanted: WantedResource): Promise<Made> {
  const { accountId, tunnelId, config, ...others } = tunnelConfigInputs.parse(newOnly(wanted).inputs);
  const path = `accounts/${accountId}/cfd_tunnel/${tunnelId}/configurations`;
  const result = await api.request("PUT", path, { config: toTunnelConfig(config), ...others });
  return { id: tunnelId, state: { ...outputsOf(result), ...wanted.inputs } };
}

const zoneSettingInputs = z.strictObject({ zoneId: z.string(), settingId: z.string(), value: z.unknown() });

async function makeZoneSetting(api: ProviderApi, wanted: WantedResource): Promise<Made> {
  const { zoneId, settingId, value } = zoneSettingInputs.parse(newOnly(wanted).inputs);
  const result = await api.request("PATCH", `zones/${zoneId}/settings/${settingId}`, { value });
  return { id: settingId, state: { ...outputsOf(result), ...wanted.inputs, id: settingId } };
}

const clientCertificateInputs = z.strictObject({
  zoneId: z.string(),
  csr: z.string(),
  validityDays: z.number(),
  reactivate: z.boolean().optional(),
});

async function makeClientCertificate(api: ProviderApi, wanted: WantedResource): Promise<Made> {
  const { zoneId, ...request } = clientCertificateInputs.parse(newOnly(wanted).inputs);
  const result = await api.request("POST", `zones/${zoneId}/client_certificates`, toApi(request));
  const state = outputsOf(result);
  return { id: String(state["id"]), state: { ...state, ...wanted.inputs } };
}

const dnsRecordInputs = z.strictObject({
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

async function makeDnsRecord(api: ProviderApi, wanted: WantedResource): Promise<Made> {
  const { zoneId, ...record } = dnsRecordInputs.parse(newOnly(wanted).inputs);
  if (record.proxied === true && record.ttl !== 1) {
    throw new Error(`ttl must be set to 1 when proxied is true, got ${record.ttl}`);
  }
  const result = await api.request("POST", `zones/${zoneId}/dns_records`, toApi(record));
  const state = outputsOf(result);
  return { id: String(state["id"]), state: { ...state, ...wanted.inputs } };
}

/** @throws Error for an import: a rehearsal starts without any resources */
function newOnly(wanted: WantedResource): WantedResource {
  if (wanted.importId === undefined) return wanted;
  throw new Error(`a rehearsal can't import ${wanted.type} (${wanted.importId})`);
}

const outputsOf = (result: unknown): Inputs => fromApi(result) as Inputs;

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
