import type Cloudflare from "cloudflare";
import { type Attempt, attempt, valueOf } from "./attempt.ts";
import { ask, unlessMissing } from "../cloudflare.ts";

/** What Cloudflare says about the token, and how late it was when it said so. */
export interface TokenFacts {
  readonly status: string;
  /** ISO 8601; undefined for a token that does not expire. */
  readonly expiresOn: string | undefined;
  /** Names of its permission groups; undefined where the token may not read itself. */
  readonly groups: readonly string[] | undefined;
  /** Seconds that this machine's clock is ahead of Cloudflare's. */
  readonly clockAheadSeconds: number;
}

/** Reads a token of a user or of an account; `undefined` account skips the second. Refused when neither knows it. */
export async function readTokenFacts(
  api: Cloudflare,
  accountId: string | undefined,
): Promise<Attempt<TokenFacts>> {
  const ofUser = await attempt(() => verify(api, "/user"));
  // A token of an account is unknown to the user's endpoint.
  return "value" in ofUser || accountId === undefined
    ? ofUser
    : await attempt(() => verify(api, `/accounts/${accountId}`));
}

async function verify(api: Cloudflare, owner: string): Promise<TokenFacts> {
  const { data, response } = await ask("verifying itself", () =>
    api.get<{ result: Verified }>(`${owner}/tokens/verify`).withResponse(),
  );
  const { id, status, expires_on } = data.result;
  const answeredAt = Date.parse(response.headers.get("date") ?? "");
  return {
    status,
    expiresOn: expires_on,
    groups: await readGroups(api, `${owner}/tokens/${id}`),
    clockAheadSeconds: Number.isNaN(answeredAt) ? 0 : (Date.now() - answeredAt) / 1000,
  };
}

/** https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/ */
interface Verified {
  readonly id: string;
  readonly status: string;
  readonly expires_on?: string;
}

/** Only a token that may read tokens can say what it may do. */
async function readGroups(api: Cloudflare, path: string): Promise<readonly string[] | undefined> {
  const token = await attempt(() => unlessMissing(api.get<{ result: { policies?: Policy[] } }>(path)));
  const policies = valueOf(token)?.result.policies;
  return policies?.flatMap(({ effect, permission_groups }) =>
    effect === "allow" ? permission_groups.map(({ name }) => name ?? "") : [],
  );
}

interface Policy {
  readonly effect: string;
  readonly permission_groups: readonly { readonly name?: string }[];
}
