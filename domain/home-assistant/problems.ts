import type { Problem } from "../errors.ts";
import { reverseProxyPage } from "../guides/home-assistant-setup.ts";
import type { HomeAssistantFacts } from "./facts.ts";

/** The oldest version that the stack supports. HTTP settings can be changed from 2026.8 on. */
export const oldestVersion = "2024.3";

const where = (url: string): string => `Home Assistant at ${url}`;

/** How to create and store a token. */
const howToSetToken =
  "Create one in Home Assistant as an administrator (your profile → Security → Long-lived access tokens), and store it: " +
  "npx pulumi config set --secret homeAssistantToken   (prompts for the token)";

/** Reported if the stack should set Home Assistant up, but has no token. */
export const noHomeAssistantToken: Problem = {
  code: "no-home-assistant-token",
  where: "homeAssistantToken",
  what: "is not set, but homeAssistant requires it",
  fix: howToSetToken,
};

export function unreachable(url: string, why: string): Problem {
  const fix =
    "Check that it is running, and that this machine is in its network. If its address has changed, correct url under ha-mtls:homeAssistant in the stack file.";
  return { code: "unreachable", where: where(url), what: `can't be reached: ${why}`, fix };
}

export function notHomeAssistant(url: string, why: string): Problem {
  const fix =
    "Set url under ha-mtls:homeAssistant to the address that opens Home Assistant in your browser at home, without a path.";
  return { code: "not-home-assistant", where: url, what: `is not Home Assistant's address: ${why}`, fix };
}

export function notPrivate(url: string, address: string): Problem {
  const what = `resolves to ${address}, which is outside your network: the token is not sent there unencrypted`;
  return { code: "not-home-assistant", where: url, what, fix: "Use https://, or a private IP address." };
}

export function refusedToken(url: string): Problem {
  return {
    code: "refused-by-home-assistant",
    where: where(url),
    what: "rejects the access token",
    fix: `It was deleted, or belongs to another Home Assistant. ${howToSetToken}\nTo destroy, which does not read the stack file: HOME_ASSISTANT_TOKEN=<token> npx pulumi destroy`,
  };
}

export function notAdministrator(url: string): Problem {
  const what = "only lets administrators change its settings, and the access token's user is not one";
  return { code: "refused-by-home-assistant", where: where(url), what, fix: howToSetToken };
}

export function tooOld(url: string, version: string): Problem {
  const what = `is version ${version}; the stack supports ${oldestVersion} and later`;
  const fix =
    "Update Home Assistant, or remove homeAssistant from the stack file and set it up by hand: npm run home-assistant -- show";
  return { code: "home-assistant-too-old", where: where(url), what, fix };
}

/**
 * Reported if Home Assistant or its Supervisor could not do something.
 * @param doing a verb phrase
 * @param said the reason that it gave
 */
export function failed(doing: string, said: string): Problem {
  return {
    code: "home-assistant-failed",
    where: "Home Assistant",
    what: `could not ${doing}: ${said}`,
    fix: `${adviceFor(said)} Then run the same command again; it continues where it stopped.`,
  };
}

/** Reasons that Home Assistant and its Supervisor give, and what the owner can do. The first match counts. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    /no (supervisor|host) internet|resolve|git clone|name resolution|connect/i,
    "The Supervisor can't reach the internet: see Settings → System → Network in Home Assistant.",
  ],
  [/free space|space left/i, "Home Assistant's disk is full: make room under Settings → System → Storage."],
  [
    /supervisor needs to be updated|not up to date|unsupported/i,
    "Update Home Assistant's Supervisor, operating system and Core first: Settings → System → Updates.",
  ],
  [/not healthy/i, "Home Assistant says what is wrong under Settings → System → Repairs."],
  [
    /another job|in progress|blocked|busy|rate limit/i,
    "The Supervisor is busy: wait until its job is done (Settings → System → Logs → Supervisor).",
  ],
  [/did not answer|still starting/i, "It may be starting: wait a minute."],
  [
    /\b(port|bind|address)\b/i,
    "Another program uses the port: see Settings → System → Network → HTTP server in Home Assistant.",
  ],
];

function adviceFor(said: string): string {
  const [, known] = advice.find(([words]) => words.test(said)) ?? [];
  return known ?? "Its logs say more: Settings → System → Logs.";
}

export function appUnavailable(slug: string, version: string): Problem {
  return {
    code: "app-unavailable",
    where: `The app ${slug}`,
    what: `is not available for this machine with Home Assistant ${version}`,
    fix:
      "Update Home Assistant and its Supervisor. If the processor is not supported, run cloudflared on another machine " +
      "(npm run home-assistant -- show) and remove homeAssistant from the stack file.",
  };
}

export function trialFailed(why: string): Problem {
  return {
    code: "trial-failed",
    where: "Home Assistant's HTTP server",
    what: `did not keep the new settings: ${why}`,
    fix:
      "The previous settings are used again, at the latest five minutes after the restart. Run npx pulumi up again, or change them by hand: " +
      "Settings → System → Network → HTTP server → Reverse proxy, and confirm within five minutes.",
  };
}

/** Reported if the app runs, but the tunnel does not become healthy. */
export function tunnelDown(status: string): Problem {
  return {
    code: "tunnel-down",
    where: "The tunnel",
    what: `is ${status} at Cloudflare, although Home Assistant's Cloudflared app is running`,
    fix: "See the app's log (Settings → Apps → Cloudflared → Log); often the network blocks outgoing connections to port 7844. Then run: npx pulumi up",
  };
}

/**
 * Explains how to make Home Assistant trust the connector. Its HTTP settings moved out of configuration.yaml in 2026.8.
 * https://www.home-assistant.io/integrations/http/#reverse-proxies
 * @param known undefined if the version is unknown
 */
export function howToTrust(known: Pick<HomeAssistantFacts, "version" | "http"> | undefined): string {
  const page =
    `${reverseProxyPage}: turn on “Trust X-Forwarded-For”, add the connector's address to “Trusted proxies”, ` +
    "and confirm within five minutes of the restart; otherwise it restores the old settings and answers 400 again";
  const lines =
    "add use_x_forwarded_for and trusted_proxies to configuration.yaml, then restart it; for the lines, run: npm run home-assistant -- show";
  const log = "Its log names the address that it does not trust.";
  if (known === undefined) {
    return `From Home Assistant 2026.8 on: ${page}.\nUp to 2026.7: ${lines}\n${log}`;
  }
  const where = `Home Assistant ${known.version}`;
  return known.http === undefined
    ? `${where}: ${lines}\n${log}`
    : `npx pulumi up does this. By hand, in ${where}: ${page}.\n${log}`;
}
