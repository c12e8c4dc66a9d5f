import { plainText } from "../plain-text.ts";

/** Somebody's log-in at Home Assistant, which calls it a refresh token. */
export interface Session {
  readonly id: string;
  /** OAuth's client id: an app's, or the address that the browser opened; null for long-lived access tokens. */
  readonly clientId: string | null;
  /** Long-lived access tokens have one. */
  readonly clientName: string | null;
  /** Home Assistant's word: normal or long_lived_access_token. */
  readonly type: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** When its owner last fetched an access token, at the latest every 30 minutes of use. ISO 8601. */
  readonly lastUsedAt: string | null;
  readonly lastUsedIp: string | null;
  /** The one that the stack itself uses. */
  readonly isCurrent: boolean;
}

/** All sessions that Home Assistant shows to one person. */
export interface OwnSessions {
  /** Whose they are. */
  readonly person: string;
  readonly sessions: readonly Session[];
}

/** The client ids of the companion apps. https://github.com/home-assistant/core/blob/dev/homeassistant/components/auth/indieauth.py */
const apps: Readonly<Record<string, string>> = {
  "https://home-assistant.io/android": "Android app",
  "https://home-assistant.io/iOS": "iPhone, iPad or Mac app",
};

const heads = ["NO", "CLIENT", "LAST USED", "FROM", "SINCE", "ID"];

/** The sessions as the rows of a table, with heads; the numbers count the sessions that may be ended, from 1 on. */
export function sessionRows(sessions: readonly Session[]): string[][] {
  const ending = endable(sessions);
  return [
    heads,
    ...sessions.map((session) => [
      session.isCurrent ? "-" : String(ending.indexOf(session) + 1),
      `${plainText(clientOf(session))}${session.isCurrent ? " (the stack's own access)" : ""}`,
      session.lastUsedAt === null ? "never" : minuteOf(session.lastUsedAt),
      session.lastUsedIp ?? "",
      session.createdAt.slice(0, 10),
      session.id,
    ]),
  ];
}

/** All but the one that the stack itself uses. */
export function endable(sessions: readonly Session[]): Session[] {
  return sessions.filter(({ isCurrent }) => !isCurrent);
}

/** Who uses the session, as Home Assistant knows it. */
export function clientOf({ clientId, clientName, type }: Session): string {
  const name = clientName ?? (clientId === null ? "unknown" : (apps[clientId] ?? clientId));
  return type === "long_lived_access_token" ? `${name}, long-lived token` : name;
}

function minuteOf(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/**
 * Reads what the owner answered: numbers of the table, separated by commas or spaces; nothing means none.
 * @returns the chosen sessions, or undefined when a number is not in the table
 */
export function chosenSessions(answer: string, sessions: readonly Session[]): Session[] | undefined {
  const words = answer.split(/[\s,]+/).filter((word) => word !== "");
  const ending = endable(sessions);
  const chosen = words.map((word) => (/^\d+$/.test(word) ? ending[Number(word) - 1] : undefined));
  return chosen.includes(undefined) ? undefined : [...new Set(chosen as Session[])];
}

const absentPerson =
  "Where that person can't: Settings → People → Users → that person: switch Active off and restart Home Assistant; once Active is on again, the session still has to be deleted.";

/** What to do for the device of somebody else: Home Assistant shows nobody's sessions to others. */
export const otherPeople =
  "Home Assistant shows everybody their own sessions only, even to administrators. If the device is another person's, that person deletes its session: " +
  `their profile → Security → Refresh tokens.\n${absentPerson}`;

/** What to do where the stack does not end the session itself. */
export const endByHand =
  "Delete the device's session in Home Assistant: log in as the person whose device it is → profile → Security → Refresh tokens.\n" +
  absentPerson;

/** The same where the stack has no access to Home Assistant. */
export const endWithoutAccess =
  `${endByHand}\n` +
  "To have the stack list sessions and end them, give it access: homeAssistant and homeAssistantToken (docs/home-assistant.md).";

/** What ends everything that runs through the tunnel, whosever it is. */
export const endEverything =
  "If something of the device still runs through the tunnel, restart the connector: every device reconnects by itself, and the locked-out one can't.\n" +
  "With a new tunnel secret no connector comes back with the old token, either: Cloudflare's dashboard → Networking → Tunnels → the tunnel → Rotate token, " +
  "then npx pulumi up, give the connector its new token (npm run home-assistant -- show), and restart it.";
