import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import type { Problem } from "../model/errors";
import { type Home, tunnelName } from "../model/home";
import { ask } from "./ask";
import type { OwnState } from "./own-state";
import type { ZoneIdentity } from "./zone";

const tunnelType = "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared";
const recordType = "cloudflare:index/dnsRecord:DnsRecord";

interface NamesArgs extends ZoneIdentity {
  readonly home: Home;
  readonly own: OwnState;
}

/** Names that this stack is about to use and that something else already has; and a tunnel that is gone. */
export async function surveyNames(args: NamesArgs, options: InvokeOptions): Promise<Problem[]> {
  const records = args.home.services.map(({ hostname }) => surveyRecord(args, hostname, options));
  return (await Promise.all([surveyTunnel(args, options), ...records])).flat();
}

async function surveyTunnel({ accountId, home, own }: NamesArgs, options: InvokeOptions): Promise<Problem[]> {
  const name = tunnelName(home.stack);
  const { results } = await ask("reading tunnels", () =>
    cloudflare.getZeroTrustTunnelCloudflareds({ accountId, isDeleted: false }, options),
  );
  const gone = own
    .ofType(tunnelType)
    .filter(({ outputs }) => !results.some(({ id }) => id === outputs["id"]))
    .map(() => deletedTunnel(name));
  const taken = results.filter((tunnel) => tunnel.name === name && !own.holds(tunnelType, tunnel.id));
  return [...gone, ...taken.map(({ id }) => notOurs(`tunnel ${name}`, `exists already (${id})`))];
}

/** The provider can't tell: a deleted tunnel can still be read. */
function deletedTunnel(name: string): Problem {
  return {
    code: "gone",
    where: `tunnel ${name}`,
    what: "was deleted outside this stack",
    fix: "Let the stack forget it and make a new one: npm run adopt && npx pulumi up",
  };
}

async function surveyRecord(
  { zoneId, own }: NamesArgs,
  hostname: string,
  options: InvokeOptions,
): Promise<Problem[]> {
  const { results } = await ask("reading DNS records", () =>
    cloudflare.getDnsRecords({ zoneId, name: { exact: hostname } }, options),
  );
  return results
    .filter(({ id, type }) => ["A", "AAAA", "CNAME"].includes(type) && !own.holds(recordType, id))
    .map(({ type, content }) => notOurs(hostname, `already has a DNS record (${type} ${content})`));
}

function notOurs(where: string, what: string): Problem {
  return {
    code: "unknown-to-stack",
    where,
    what: `${what} that this stack did not make`,
    fix: "Let the stack take it over: npm run adopt\nor delete it in the dashboard if nobody needs it.",
  };
}
