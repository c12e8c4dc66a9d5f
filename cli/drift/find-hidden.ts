import type Cloudflare from "cloudflare";
import type { Home } from "../../model/home";
import { findGone } from "../adopt/find-gone";
import { bypassingRules } from "../bypassing-rules";
import type { Live } from "../live";
import { type StackState, resourcesOf, stateTypes } from "../state";
import type { Difference } from "./difference";
import { findCertificateDrift } from "./find-certificate-drift";
import { findGateDrift } from "./find-gate-drift";

export interface Subject {
  readonly home: Home;
  readonly state: StackState;
  readonly live: Live;
}

/** What a preview does not show, or shows in a way that nobody would understand. */
export async function findHidden(api: Cloudflare, subject: Subject): Promise<Difference[]> {
  return [
    ...(await findDeletedTunnel(api, subject)),
    ...findGateDrift(subject),
    ...bypassingRules(subject.home, subject.live.entryPoint?.rules ?? []).map((problem) => ({
      problem,
      urns: [],
    })),
    ...findCertificateDrift(subject),
  ];
}

/** Cloudflare goes on showing a deleted tunnel, so that a refresh sees no change. */
async function findDeletedTunnel(api: Cloudflare, subject: Subject): Promise<Difference[]> {
  const tunnels = resourcesOf(subject.state, stateTypes.tunnel).map(({ urn }) => urn);
  const { letGo } = await findGone(api, subject);
  return letGo
    .filter(({ urn }) => tunnels.includes(urn))
    .map(({ urn, what }) => ({
      problem: {
        code: "gone",
        where: what,
        what: "was deleted outside this stack: nobody reaches the house",
        fix: "Let the stack forget it and make a new one: npm run adopt && npx pulumi up\nthen start cloudflared with the new token: npx pulumi stack output tunnelToken --show-secrets",
      },
      urns: [urn],
    }));
}
