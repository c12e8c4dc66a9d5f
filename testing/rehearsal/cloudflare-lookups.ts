import { z } from "zod";
import type { Inputs } from "./inputs.ts";
import type { ProviderApi } from "./provider-api.ts";

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
