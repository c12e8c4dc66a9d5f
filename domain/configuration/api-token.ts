import type { Problem } from "../errors.ts";

/** The configuration key of Home Assistant's access token, without its namespace; a secret, not a setting of the home. */
export const accessTokenKey = "homeAssistantToken";

/** Whether a configuration key, in any namespace, holds an API token or access token. */
export function isTokenKey(key: string): boolean {
  return /(^|:)(apiToken|homeAssistantToken)$/.test(key);
}

/** Describes a token that anyone who reads the stack file or its history can use. */
export function tokenInClear(key: string): Problem {
  const [revoke, right] = key.endsWith(accessTokenKey)
    ? ["in Home Assistant (your profile → Security → Long-lived access tokens)", accessTokenKey]
    : ["at Cloudflare (My Profile → API Tokens)", "cloudflare:apiToken"];
  const encrypt = `npx pulumi config set --secret ${right}`;
  const isMisplaced = right !== accessTokenKey && key !== right;
  return {
    code: "token-in-clear",
    where: key,
    what: "is stored unencrypted in the stack file",
    fix:
      `Revoke that token ${revoke} and create a new one: anyone who has seen the file or its history has the old one.\n` +
      (isMisplaced
        ? `Then remove it and store the new one encrypted: npx pulumi config rm ${key} && ${encrypt}`
        : `Then store the new one encrypted: ${encrypt}`),
  };
}

/** No API token is set. The command prompts for it, because an argument would end up in the shell's history. */
export const noToken: Problem = {
  code: "no-token",
  where: "CLOUDFLARE_API_TOKEN",
  what: "is not set, and the stack has no cloudflare:apiToken",
  fix: 'Set it: npx pulumi config set --secret cloudflare:apiToken   (it asks for the token; the README says how to create one under "Five-minute set-up")',
};

/** Describes Cloudflare's refusal of the API token for what the program was doing. */
export function refusedApiToken(doing: string): Problem {
  return {
    code: "refused-token",
    where: "CLOUDFLARE_API_TOKEN",
    what: `is not accepted for ${doing}`,
    fix: "See which permission it lacks: npm run doctor",
  };
}
