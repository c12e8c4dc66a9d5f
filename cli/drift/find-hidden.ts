import type Cloudflare from "cloudflare";
import { revokedAlready } from "../../domain/certificates/certificate-problems.ts";
import { allowedPast } from "../../domain/rules/access-rules.ts";
import type { Home } from "../../domain/configuration/home.ts";
import { typeTokens } from "../../domain/type-tokens.ts";
import { findGone } from "../adopt/find-gone.ts";
import type { LettingGo } from "../adopt/plan.ts";
import { bypassingRules } from "../bypassing-rules.ts";
import { readAccessRules } from "../doctor/access-rules.ts";
import { attempt, valueOf } from "../doctor/attempt.ts";
import type { Live } from "../live.ts";
import { type StackState, resourcesOf } from "../state.ts";
import type { Difference } from "./difference.ts";
import { findCertificateDrift } from "./find-certificate-drift.ts";
import { findGateDrift } from "./find-gate-drift.ts";

export interface Subject {
  readonly home: Home;
  readonly state: StackState;
  readonly live: Live;
}

/** What a preview does not show, or shows in a way that nobody would understand. */
export async function findHidden(api: Cloudflare, subject: Subject): Promise<Difference[]> {
  return [
    ...(await findDead(api, subject)),
    ...findGateDrift(subject),
    ...bypassingRules(subject, subject.live.entryPoint).map((problem) => ({
      problem,
      urns: [],
    })),
    ...(await findAllowRules(api, subject)),
    ...findCertificateDrift(subject),
  ];
}

/** Allow rules that let strangers pass; a token that may not read them is no difference. */
async function findAllowRules(api: Cloudflare, { live }: Subject): Promise<Difference[]> {
  const rules = valueOf(await attempt(() => readAccessRules(api, live))) ?? [];
  return allowedPast(rules).map((problem) => ({ problem, urns: [] }));
}

/** What Cloudflare goes on showing, so that a refresh sees no change: deleted tunnels, revoked certificates. */
async function findDead(api: Cloudflare, subject: Subject): Promise<Difference[]> {
  const { letGo } = await findGone(api, subject);
  return [
    ...ofType(letGo, subject, typeTokens.tunnel).map(({ urn, what }) => ({
      problem: {
        code: "gone" as const,
        where: what,
        what: "was deleted outside Pulumi: the house can't be reached",
        fix: "Let the stack forget it and make a new one: npm run adopt && npx pulumi up\nthen start cloudflared with the new token: npx pulumi stack output tunnelToken --show-secrets",
      },
      urns: [urn],
    })),
    ...ofType(letGo, subject, typeTokens.certificate).map(({ urn, what }) => ({
      problem: revokedAlready(what),
      urns: [urn],
    })),
  ];
}

function ofType(letGo: readonly LettingGo[], { state }: Subject, type: string): LettingGo[] {
  const urns = resourcesOf(state, type).map(({ urn }) => urn);
  return letGo.filter(({ urn }) => urns.includes(urn));
}
