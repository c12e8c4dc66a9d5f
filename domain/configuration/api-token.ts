import type { Problem } from "../errors.ts";

/** The key of Home Assistant's access token, without its namespace: a secret, and no setting of the home. */
export const accessTokenKey = "homeAssistantToken";

/**
 * Environment variable with which drift lets a preview go on that has no access token: it compares Cloudflare all the
 * same. Without effect on a run.
 */
export const unseenHomeAssistant = "HA_MTLS_HOME_ASSISTANT_UNSEEN";

/** An API token or access token, of whichever namespace. */
export function isTokenKey(key: string): boolean {
  return /(^|:)(apiToken|homeAssistantToken)$/.test(key);
}

/** A token that is stored unencrypted in the stack file, where whoever reads the file or its history has it. */
export function tokenInClear(key: string): Problem {
  if (key.endsWith(accessTokenKey)) {
    return accessTokenInClear(key);
  }
  const own = key === "cloudflare:apiToken";
  const encrypt = "npx pulumi config set --secret cloudflare:apiToken";
  return {
    code: "token-in-clear",
    where: key,
    what: "is stored unencrypted in the stack file",
    fix: `Revoke that token at Cloudflare (My Profile · API Tokens) and make a new one: whoever has seen the file, or its history, has it.\n${
      own
        ? `Then store the new one encrypted: ${encrypt}`
        : `Then take it out and store the new one encrypted: npx pulumi config rm ${key} && ${encrypt}`
    }`,
  };
}

function accessTokenInClear(key: string): Problem {
  return {
    code: "token-in-clear",
    where: key,
    what: "is stored unencrypted in the stack file",
    fix:
      "Withdraw that token in Home Assistant (your profile · Security · Long-lived access tokens) and make a new one: whoever has seen the file, or its history, has it.\n" +
      `Then store the new one encrypted: npx pulumi config set --secret ${accessTokenKey}`,
  };
}

/** What to type where there is no token. The command asks for it: an argument would stand in the shell's history. */
const howToSetToken =
  'Set it: npx pulumi config set --secret cloudflare:apiToken   (it asks for the token; how to make one: README, "Five-minute set-up")';

/** Said where there is no token at all. */
export const noToken: Problem = {
  code: "no-token",
  where: "CLOUDFLARE_API_TOKEN",
  what: "is not set, and the stack has no cloudflare:apiToken",
  fix: howToSetToken,
};

/** Said where Cloudflare does not take the token for a request. */
export function refusedToken(doing: string): Problem {
  return {
    code: "refused-token",
    where: "CLOUDFLARE_API_TOKEN",
    what: `is not accepted for ${doing}`,
    fix: "See which permission it lacks: npm run doctor",
  };
}
