import type { Problem } from "../errors.ts";
import { reverseProxyPage } from "../guides/home-assistant-setup.ts";
import type { HomeAssistantFacts } from "./facts.ts";

/** The oldest Home Assistant that the stack sets up; its HTTP settings can be set from 2026.8 on. */
export const oldestVersion = "2024.3";

const where = (url: string): string => `Home Assistant at ${url}`;

/** What to type where there is no token, and where it comes from. */
const howToSetToken =
  "Make one in Home Assistant as an administrator (your profile · Security · Long-lived access tokens), and store it: " +
  "npx pulumi config set --secret homeAssistantToken   (it asks for the token)";

/** Said where the stack is to set Home Assistant up and has no token for it. */
export const noHomeAssistantToken: Problem = {
  code: "no-home-assistant-token",
  where: "homeAssistantToken",
  what: "is not set, and homeAssistant needs it",
  fix: howToSetToken,
};

export function unreachable(url: string, why: string): Problem {
  const fix =
    "Is it running, and is this machine in its network? If it has another address, correct ha-mtls:homeAssistant: url in the stack file.";
  return { code: "unreachable", where: where(url), what: `can't be reached: ${why}`, fix };
}

export function notHomeAssistant(url: string, why: string): Problem {
  const fix =
    "Write the address that your browser opens Home Assistant with at home, without a path, into ha-mtls:homeAssistant: url.";
  return { code: "not-home-assistant", where: url, what: `is not Home Assistant's address: ${why}`, fix };
}

export function notPrivate(url: string, address: string): Problem {
  const what = `leads to ${address}, which is outside your network: the token is not sent there in clear`;
  return { code: "not-home-assistant", where: url, what, fix: "Use https://, or a private IP address." };
}

export function refusedToken(url: string): Problem {
  return {
    code: "refused-by-home-assistant",
    where: where(url),
    what: "does not accept the access token",
    fix: `It was withdrawn, or belongs to another Home Assistant. ${howToSetToken}\nFor a destroy, which does not read the stack file: HOME_ASSISTANT_TOKEN=<token> npx pulumi destroy`,
  };
}

export function notAdministrator(url: string): Problem {
  const what = "lets only administrators change its set-up, and the access token's user is none";
  return { code: "refused-by-home-assistant", where: where(url), what, fix: howToSetToken };
}

export function tooOld(url: string, version: string): Problem {
  const what = `is version ${version}; the stack sets up ${oldestVersion} and later`;
  const fix =
    "Update Home Assistant, or take homeAssistant out of the stack file and set it up by hand: npm run home-assistant -- show";
  return { code: "home-assistant-too-old", where: where(url), what, fix };
}

/** Home Assistant, or the Supervisor, said no to a command. */
export function failed(doing: string, said: string): Problem {
  return {
    code: "home-assistant-failed",
    where: "Home Assistant",
    what: `could not ${doing}: ${said}`,
    fix: `${adviceFor(said)} Then run it again: what is done already stays, and only the rest follows.`,
  };
}

/** What Home Assistant and its Supervisor say, and what their owner can do. The first that fits counts. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    /no (supervisor|host) internet|resolve|git clone|name resolution|connect/i,
    "The Supervisor can't reach the internet: see Settings · System · Network in Home Assistant.",
  ],
  [/free space|space left/i, "Home Assistant's disk is full: make room under Settings · System · Storage."],
  [
    /supervisor needs to be updated|not up to date|unsupported/i,
    "Update Home Assistant's Supervisor, operating system and Core first: Settings · System · Updates.",
  ],
  [/not healthy/i, "Home Assistant says what is wrong under Settings · System · Repairs."],
  [
    /another job|in progress|blocked|busy|rate limit/i,
    "The Supervisor is busy: wait until its job is done (Settings · System · Logs · Supervisor).",
  ],
  [/did not answer|still starting/i, "It may be starting: wait a minute."],
  [
    /\b(port|bind|address)\b/i,
    "Another program uses the port: see Settings · System · Network · HTTP server in Home Assistant.",
  ],
];

function adviceFor(said: string): string {
  const [, known] = advice.find(([words]) => words.test(said)) ?? [];
  return known ?? "Its logs say more: Settings · System · Logs.";
}

export function appUnavailable(slug: string, version: string): Problem {
  return {
    code: "app-unavailable",
    where: `The app ${slug}`,
    what: `is not available for this machine with Home Assistant ${version}`,
    fix:
      "Update Home Assistant and its Supervisor; where the processor is not supported, run cloudflared on another machine " +
      "(npm run home-assistant -- show) and take homeAssistant out of the stack file.",
  };
}

export function trialFailed(why: string): Problem {
  return {
    code: "trial-failed",
    where: "Home Assistant's HTTP server",
    what: `did not keep the new settings: ${why}`,
    fix:
      "The settings of before are in force, or will be five minutes after the restart. Run npx pulumi up again, or change them by hand: " +
      "Settings · System · Network · HTTP server · Reverse proxy, and confirm within five minutes.",
  };
}

/** Said where the app runs, and its connector does not come through. */
export function tunnelDown(status: string): Problem {
  return {
    code: "tunnel-down",
    where: "The tunnel",
    what: `is ${status} at Cloudflare, though Home Assistant's Cloudflared app runs`,
    fix: "The app's log says why (Settings · Apps · Cloudflared · Log): mostly a network that lets no connection out to port 7844. Then run: npx pulumi up",
  };
}

/**
 * What makes Home Assistant trust the connector. Its HTTP settings left configuration.yaml in 2026.8.
 * https://www.home-assistant.io/integrations/http/#reverse-proxies
 * @param known what answers; undefined where its version is not known
 */
export function howToTrust(known: Pick<HomeAssistantFacts, "version" | "http"> | undefined): string {
  const page =
    `${reverseProxyPage}: switch “Trust X-Forwarded-For” on, add the connector's address to “Trusted proxies”, ` +
    "and confirm within five minutes of the restart, or it goes back and answers 400 again";
  const lines =
    "put use_x_forwarded_for and trusted_proxies into configuration.yaml, then restart it; the lines: npm run home-assistant -- show";
  const log = "The address that it does not trust is in its log.";
  if (known === undefined) {
    return `From Home Assistant 2026.8 on: ${page}.\nUp to 2026.7: ${lines}\n${log}`;
  }
  const where = `Home Assistant ${known.version}`;
  return known.http === undefined
    ? `${where}: ${lines}\n${log}`
    : `npx pulumi up does it. By hand, in ${where}: ${page}.\n${log}`;
}
