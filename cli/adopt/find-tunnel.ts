import { tunnelName } from "../../domain/configuration/home.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import type { CloudflareApi } from "../../zone/api.ts";
import { readIngress } from "../../zone/read-objects.ts";
import type { LiveTunnel } from "../../zone/zone.ts";
import { type AdoptionSituation, kept, type UnchangedObject, type AdoptedObject } from "./plan.ts";

interface Found {
  readonly take: readonly [] | readonly [AdoptedTunnel];
  readonly leave: readonly UnchangedObject[];
}

/** The tunnel that the stack takes over; the DNS records should point to its id. */
export interface AdoptedTunnel extends AdoptedObject {
  readonly tunnelId: string;
}

const nothing: Found = { take: [], leave: [] };

/** Finds the live tunnel of the stack's name, or the one that a hostname points to, unless the state has a live tunnel. */
export async function findTunnel(api: CloudflareApi, situation: AdoptionSituation): Promise<Found> {
  const { home, zone } = situation;
  if (kept(situation, typeTokens.tunnel).some((one) => one.delete !== true)) {
    return nothing;
  }
  const own = tunnelName(home.stack);
  const named = zone.tunnels.find(({ name }) => name === own);
  const candidate = named ?? zone.tunnels.find((tunnel) => isPointedTo(situation, tunnel));
  if (candidate === undefined) {
    return nothing;
  }
  if (candidate.local) {
    return { take: [], leave: [leaveLocal(candidate)] };
  }
  if (candidate === named) {
    return { take: [takeTunnel(situation, candidate, "")], leave: [] };
  }
  const renamed = `; the next up renames it to ${own} and replaces its ingress, and its connector stays connected`;
  return await askAboutNeighbours(api, situation, takeTunnel(situation, candidate, renamed));
}

function isPointedTo({ zone }: AdoptionSituation, { id }: LiveTunnel): boolean {
  return zone.records.some(({ type, content }) => type === "CNAME" && content === `${id}.cfargotunnel.com`);
}

function takeTunnel({ zone }: AdoptionSituation, { id, name }: LiveTunnel, note: string): AdoptedTunnel {
  return {
    type: typeTokens.tunnel,
    name: "tunnel",
    importId: `${zone.accountId}/${id}`,
    tunnelId: id,
    parents: [
      { type: "ha-mtls:index:SecureHome", name: "home" },
      { type: "ha-mtls:index:Tunnel", name: "tunnel" },
    ],
    what: `tunnel ${name} (${id})${note}`,
  };
}

/** A hand-made tunnel may serve other hostnames, and the stack replaces its whole ingress. */
async function askAboutNeighbours(
  api: CloudflareApi,
  { home, zone }: AdoptionSituation,
  tunnel: AdoptedTunnel,
): Promise<Found> {
  const ours = home.services.map((service) => service.hostname);
  const served = (await readIngress(api, { id: tunnel.tunnelId, accountId: zone.accountId })) ?? [];
  const others = served
    .map(({ hostname }) => hostname)
    .filter((hostname) => hostname !== "" && !ours.includes(hostname));
  if (others.length === 0) {
    return { take: [tunnel], leave: [] };
  }
  const consequence = `it also serves ${others.join(", ")}, which the next up removes from its ingress: first list them under services, or move them to another tunnel`;
  return { take: [{ ...tunnel, consent: { word: "tunnel", consequence } }], leave: [] };
}

/** https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/do-more-with-tunnels/local-management/ */
function leaveLocal({ id, name }: LiveTunnel): UnchangedObject {
  return {
    what: `tunnel ${name} (${id})`,
    why:
      "its ingress is configured in a config.yml next to its connector, so Cloudflare ignores what the stack would write. " +
      (name.startsWith("ha-mtls-")
        ? "Rename or delete it in the dashboard (Networks → Tunnels), so that the next up can create the stack's tunnel."
        : "The next up creates another tunnel; then start cloudflared with its token: npx pulumi stack output tunnelToken --show-secrets"),
  };
}
