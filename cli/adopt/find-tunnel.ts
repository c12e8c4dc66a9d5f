import { tunnelName } from "../../domain/configuration/home.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import type { CloudflareApi } from "../../zone/api.ts";
import { readIngress } from "../../zone/read-objects.ts";
import type { LiveTunnel } from "../../zone/zone.ts";
import { type AdoptionSituation, kept, type Leaving, type Taking } from "./plan.ts";

interface Found {
  readonly take: readonly [] | readonly [TunnelTaking];
  readonly leave: readonly Leaving[];
}

/** The tunnel that becomes the stack's own; its id is what the DNS records should point to. */
export interface TunnelTaking extends Taking {
  readonly tunnelId: string;
}

const nothing: Found = { take: [], leave: [] };

/** A live tunnel of the stack's name, or the one that a hostname leads to, unless the state has a live one. */
export async function findTunnel(api: CloudflareApi, situation: AdoptionSituation): Promise<Found> {
  const { home, zone } = situation;
  if (kept(situation, typeTokens.tunnel).some((one) => one.delete !== true)) {
    return nothing;
  }
  const name = tunnelName(home.stack);
  const named = zone.tunnels.find((tunnel) => tunnel.name === name);
  const candidate = named ?? zone.tunnels.find((tunnel) => leadsTo(situation, tunnel));
  if (candidate === undefined) {
    return nothing;
  }
  if (candidate.local) {
    return { take: [], leave: [locallyConfigured(candidate)] };
  }
  const taking = takeTunnel(situation, candidate);
  return candidate === named
    ? { take: [taking], leave: [] }
    : await askAboutNeighbours(api, situation, taking);
}

function leadsTo({ zone }: AdoptionSituation, { id }: LiveTunnel): boolean {
  return zone.records.some(({ type, content }) => type === "CNAME" && content === `${id}.cfargotunnel.com`);
}

function takeTunnel({ home, zone }: AdoptionSituation, { id, name }: LiveTunnel): TunnelTaking {
  const own = tunnelName(home.stack);
  const renamed =
    name === own
      ? ""
      : `; the next up renames it to ${own} and writes its ingress, its connector stays connected`;
  return {
    type: typeTokens.tunnel,
    name: "tunnel",
    importId: `${zone.accountId}/${id}`,
    tunnelId: id,
    parents: [
      { type: "ha-mtls:index:SecureHome", name: "home" },
      { type: "ha-mtls:index:Tunnel", name: "tunnel" },
    ],
    what: `tunnel ${name} (${id})${renamed}`,
  };
}

/** A hand-made tunnel may serve other names, and its ingress is written whole. */
async function askAboutNeighbours(
  api: CloudflareApi,
  { home, zone }: AdoptionSituation,
  taking: TunnelTaking,
): Promise<Found> {
  const ours = home.services.map((service) => service.hostname);
  const served = (await readIngress(api, { id: taking.tunnelId, accountId: zone.accountId })) ?? [];
  const others = served
    .map(({ hostname }) => hostname)
    .filter((hostname) => hostname !== "" && !ours.includes(hostname));
  if (others.length === 0) {
    return { take: [taking], leave: [] };
  }
  const consequence = `it also serves ${others.join(", ")}, which the next up takes out of its ingress: list them under services first, or move them to a tunnel of their own`;
  return { take: [{ ...taking, consent: { word: "tunnel", consequence } }], leave: [] };
}

/** https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/do-more-with-tunnels/local-management/ */
function locallyConfigured({ id, name }: LiveTunnel): Leaving {
  return {
    what: `tunnel ${name} (${id})`,
    why:
      "its ingress is configured in a config.yml next to its connector, so Cloudflare ignores what the stack would write. " +
      (name.startsWith("ha-mtls-")
        ? "Rename or delete it in the dashboard (Networks · Tunnels), so that up can make its own."
        : "The next up makes a tunnel of its own; start cloudflared with its token afterwards: npx pulumi stack output tunnelToken --show-secrets"),
  };
}
