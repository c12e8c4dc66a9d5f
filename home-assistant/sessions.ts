import { z } from "zod";
import { Failure } from "../domain/failure.ts";
import { failed, unreachable } from "../domain/home-assistant/problems.ts";
import type { OwnSessions } from "../domain/home-assistant/sessions.ts";
import { AnswerLost, CommandRefused } from "./answer.ts";
import type { HomeAssistant } from "./home-assistant.ts";

const user = z.object({ name: z.string().nullable() });
const tokens = z.array(
  z.object({
    id: z.string(),
    client_id: z.string().nullable(),
    client_name: z.string().nullable(),
    type: z.string(),
    created_at: z.string(),
    last_used_at: z.string().nullable(),
    last_used_ip: z.string().nullable(),
    is_current: z.boolean(),
  }),
);

/**
 * Reads the sessions of the access token's user, last used first. Home Assistant shows no other user's sessions.
 * https://github.com/home-assistant/core/blob/dev/homeassistant/components/auth/__init__.py
 * @throws Failure
 */
export function readSessions(home: HomeAssistant): Promise<OwnSessions> {
  return orFail(home, "list the sessions", async () => {
    const { name } = await home.ask({ type: "auth/current_user" }, user);
    const found = await home.ask({ type: "auth/refresh_tokens" }, tokens);
    const sessions = found.map((token) => ({
      id: token.id,
      clientId: token.client_id,
      clientName: token.client_name,
      type: token.type,
      createdAt: token.created_at,
      lastUsedAt: token.last_used_at,
      lastUsedIp: token.last_used_ip,
      isCurrent: token.is_current,
    }));
    const usedAt = (session: (typeof sessions)[number]): number => Date.parse(session.lastUsedAt ?? "") || 0;
    return { person: name ?? "", sessions: sessions.sort((one, other) => usedAt(other) - usedAt(one)) };
  });
}

/**
 * Ends a session: its token is no longer accepted, and Home Assistant closes its connections at once. A session that no
 * longer exists counts as ended.
 * @throws Failure
 */
export function endSession(home: HomeAssistant, id: string): Promise<void> {
  return orFail(home, "end the session", async () => {
    try {
      await home.ask({ type: "auth/delete_refresh_token", refresh_token_id: id }, z.unknown());
    } catch (error) {
      if (!(error instanceof CommandRefused) || error.code !== "invalid_token_id") {
        throw error;
      }
    }
  });
}

/** Repeats the work if an answer is lost: both commands can safely be sent twice. */
async function orFail<T>(home: HomeAssistant, doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work().catch((error: unknown) => {
      if (!(error instanceof AnswerLost)) {
        throw error;
      }
      home.close();
      return work();
    });
  } catch (error) {
    if (error instanceof CommandRefused) {
      throw new Failure(failed(doing, error.message));
    }
    if (error instanceof AnswerLost) {
      throw new Failure(unreachable(home.url, error.message));
    }
    throw error;
  }
}
