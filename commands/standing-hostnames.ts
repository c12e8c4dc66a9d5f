import type Cloudflare from "cloudflare";

export interface StandingArgs {
  readonly zone: string;
  readonly account: string;
  readonly tunnelName: string;
  readonly hostnames: readonly string[];
}

/** Hostnames that can be reached: their records lead into the stack's tunnel, which a destroy has taken away before. */
export async function findStandingHostnames(api: Cloudflare, args: StandingArgs): Promise<string[]> {
  const query = { account_id: args.account, name: args.tunnelName, is_deleted: false };
  const standing: string[] = [];
  for await (const { id = "" } of api.zeroTrust.tunnels.cloudflared.list(query)) {
    const content = { exact: `${id}.cfargotunnel.com` };
    for await (const { name } of api.dns.records.list({ zone_id: args.zone, content })) {
      if (args.hostnames.includes(name)) standing.push(name);
    }
  }
  return standing;
}
