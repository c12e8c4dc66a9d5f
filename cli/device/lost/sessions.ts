import { badValue } from "../../../domain/errors.ts";
import { Failure } from "../../../domain/failure.ts";
import {
  chosenSessions,
  clientOf,
  endable,
  endWithoutAccess,
  otherPeople,
  type OwnSessions,
  type Session,
  sessionRows,
} from "../../../domain/home-assistant/sessions.ts";
import { plainText } from "../../../domain/plain-text.ts";
import type { HomeAssistant } from "../../../home-assistant/home-assistant.ts";
import { endSession, readSessions } from "../../../home-assistant/sessions.ts";
import { askOnTerminal } from "../../confirm.ts";
import { openHomeAssistant } from "../../home-assistant/access.ts";
import { print, say } from "../../run.ts";
import { selectStack } from "../../stack.ts";
import { alignColumns } from "../columns.ts";

/**
 * Lists the sessions of the access token's user at Home Assistant.
 * @throws Failure, also when the stack has no access to Home Assistant
 */
export async function listSessions(options: {
  readonly stack?: string;
  readonly json?: true;
}): Promise<void> {
  const home = await openHomeAssistant(await selectStack(options.stack));
  if (home === undefined) {
    throw new Failure(noAccess);
  }
  try {
    const own = await readSessions(home);
    print(options.json === true ? own : alignColumns(sessionRows(own.sessions)));
    say(
      `These are ${personOf(own)}'s sessions. To end one of a lost device: npm run device -- disconnect --end-session <id>\n${otherPeople}`,
    );
  } finally {
    home.close();
  }
}

const noAccess = {
  code: "no-home-assistant-token",
  where: "This stack",
  what: "has no access to Home Assistant",
  fix: endWithoutAccess,
} as const;

/** Answers in advance which sessions belong to the lost device. */
export interface SessionFlags {
  readonly endSession?: readonly string[];
  readonly keepSessions?: true;
}

/**
 * Ends the lost device's sessions at Home Assistant: those in the flags, or those that the owner chooses on the terminal.
 * It chooses none itself, because the names and addresses of sessions of two devices can be the same.
 * @returns false when the stack has no access to Home Assistant
 * @throws Failure when Home Assistant can't be asked, or when there is neither a flag nor a terminal
 */
export async function endSessions(stack: string, flags: SessionFlags): Promise<boolean> {
  const home = await openHomeAssistant(stack);
  if (home === undefined) {
    if (flags.endSession !== undefined) {
      throw new Failure(noAccess);
    }
    return false;
  }
  try {
    const own = await readSessions(home);
    const chosen =
      flags.endSession === undefined ? await askWhich(own) : flags.endSession.map((id) => find(own, id));
    await endEach(home, chosen);
  } finally {
    home.close();
  }
  say(otherPeople);
  return true;
}

async function endEach(home: HomeAssistant, chosen: readonly Session[]): Promise<void> {
  for (const session of chosen) {
    await endSession(home, session.id);
    say(`Ended: ${plainText(clientOf(session))} (${session.id})`);
  }
  if (chosen.length === 0) {
    say("No session was ended.");
  }
}

function find(own: OwnSessions, id: string): Session {
  const found = endable(own.sessions).find((session) => session.id === id);
  if (found !== undefined) {
    return found;
  }
  const isCurrent = own.sessions.some((session) => session.id === id);
  const what = isCurrent
    ? "is the stack's own access to Home Assistant"
    : `is not a session of ${personOf(own)}, or was already ended`;
  throw new Failure(badValue(`--end-session ${id}`, what, "List the sessions: npm run device -- sessions"));
}

async function askWhich(own: OwnSessions): Promise<Session[]> {
  const count = endable(own.sessions).length;
  if (count === 0) {
    say(`${personOf(own)} has no session except the one that the stack uses.`);
    return [];
  }
  say(`${personOf(own)}'s sessions at Home Assistant:\n${alignColumns(sessionRows(own.sessions))}`);
  for (;;) {
    const answer = await askOnTerminal(
      "Which of them belong to the lost device? Numbers separated by commas, or Enter for none:",
      {
        what: "can't ask which sessions belong to the lost device: there is no terminal",
        fix: "To answer in advance, add --end-session <id>, or --keep-sessions to end none",
      },
    );
    const chosen = chosenSessions(answer, own.sessions);
    if (chosen !== undefined) {
      return chosen;
    }
    say(`Enter numbers from 1 to ${count}.`);
  }
}

function personOf({ person }: OwnSessions): string {
  const name = plainText(person);
  return name === "" ? "the access token's user" : name;
}
