import { z } from "zod";
import type { CloudflareApi } from "../../zone/api.ts";
import { ask, attempt, type Attempt, unlessMissing, valueOf } from "../../zone/ask.ts";

/** What Cloudflare says about the token, and how its clock compares with this machine's. */
export interface TokenFacts {
  readonly status: string;
  /** ISO 8601; undefined when the token does not expire. */
  readonly expiresOn: string | undefined;
  /** Names of the token's permission groups; undefined when it may not read itself. */
  readonly groups: readonly string[] | undefined;
  /** Seconds by which this machine's clock is ahead of Cloudflare's. */
  readonly clockAheadSeconds: number;
}

/**
 * Verifies the token as one of a user or else, when `accountId` is known, as one of that account. Refused when neither knows it.
 * @throws Failure when Cloudflare can't be reached or fails
 */
export async function readTokenFacts(
  api: CloudflareApi,
  accountId: string | undefined,
): Promise<Attempt<TokenFacts>> {
  const ofUser = await attempt(() => verify(api, "user"));
  // The user's endpoint does not know an account's tokens.
  return "value" in ofUser || accountId === undefined
    ? ofUser
    : await attempt(() => verify(api, `accounts/${accountId}`));
}

async function verify(api: CloudflareApi, owner: string): Promise<TokenFacts> {
  const { result, date } = await ask("verifying itself", () =>
    api.getDated(`${owner}/tokens/verify`, verified),
  );
  const { id, status, expires_on: expiresOn } = result;
  return {
    status,
    expiresOn: expiresOn ?? undefined,
    groups: await readGroups(api, `${owner}/tokens/${id}`),
    clockAheadSeconds: Number.isNaN(date) ? 0 : (Date.now() - date) / 1000,
  };
}

/** https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/ */
const verified = z.object({ id: z.string(), status: z.string(), expires_on: z.string().nullish() });

const groups = z.array(z.object({ name: z.string().nullish() }));
const policies = z.array(z.object({ effect: z.string(), permission_groups: groups }));
const tokenPolicies = z.object({ policies: policies.nullish() });

/** Only a token that may read tokens can show its own permissions. */
async function readGroups(api: CloudflareApi, path: string): Promise<readonly string[] | undefined> {
  const token = await attempt(() => ask("reading itself", () => unlessMissing(api.get(path, tokenPolicies))));
  return valueOf(token)?.policies?.flatMap(({ effect, permission_groups }) =>
    effect === "allow" ? permission_groups.map(({ name }) => name ?? "") : [],
  );
}
