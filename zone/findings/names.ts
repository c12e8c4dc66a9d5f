import { tunnelName } from "../../domain/configuration/home.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { holds, resourcesOf, type StateResource } from "../state.ts";
import type { Finding, Situation } from "./finding.ts";

const adopt = "Let the stack take it over: npm run adopt\nOr delete it in the dashboard if nobody needs it.";

/** Finds a tunnel of the stack's name and records of its hostnames that the stack did not make. */
export function findTakenNames({ home, state, zone }: Situation<"tunnels" | "records">): Finding[] {
  const name = tunnelName(home.stack);
  const tunnels = zone.tunnels.filter(
    (tunnel) => tunnel.name === name && !holds(state, typeTokens.tunnel, tunnel.id),
  );
  const records = zone.records.filter(({ id }) => !holds(state, typeTokens.record, id));
  const taken = [
    ...tunnels.map(({ id }) => ({
      where: `tunnel ${name}`,
      what: `already exists (${id}), and this stack did not make it`,
    })),
    ...records.map(({ hostname, type, content }) => ({
      where: hostname,
      what: `already has a DNS record (${type} ${content}) that this stack did not make`,
    })),
  ];
  return taken.map((one) => ({ problem: { code: "unknown-to-stack", ...one, fix: adopt } }));
}

/** Returns the tunnels in the state that Cloudflare no longer has. */
export function deletedTunnels<R extends StateResource>({
  state,
  zone,
}: {
  readonly state: { readonly resources: readonly R[] };
  readonly zone: Situation<"tunnels">["zone"];
}): R[] {
  return resourcesOf(state, typeTokens.tunnel).filter(({ id }) => !zone.tunnels.some((one) => one.id === id));
}

/** Finds a deleted tunnel. The provider does not notice it, because Cloudflare still returns deleted tunnels. */
export function findDeletedTunnel(situation: Situation<"tunnels">): Finding[] {
  return deletedTunnels(situation).map(({ urn }) => ({
    urn,
    problem: {
      code: "gone",
      where: `tunnel ${tunnelName(situation.home.stack)}`,
      what: "was deleted outside Pulumi: the house can't be reached",
      fix: "Let the stack forget it and make a new one: npm run adopt && npx pulumi up\nThen start cloudflared with the new token: npx pulumi stack output tunnelToken --show-secrets",
    },
  }));
}
