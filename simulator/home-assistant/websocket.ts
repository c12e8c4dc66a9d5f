import type { WebSocket } from "ws";
import { carryOut, type Core, type Message, Refused, type User } from "./commands.ts";
import type { CommandFaults } from "./faults.ts";
import type { Sessions } from "./sessions.ts";

export interface Conversation {
  readonly core: Core;
  readonly faults: CommandFaults;
  readonly sessions: Sessions;
}

/** Handles a WebSocket connection: asks for a token, then carries out commands. */
export function converse(webSocket: WebSocket, conversation: Conversation): void {
  const { core, sessions } = conversation;
  let user: User | undefined;
  const send = (message: object): void => {
    webSocket.send(JSON.stringify(message));
  };
  send({ type: "auth_required", ha_version: core.version });
  webSocket.on("error", () => undefined);
  webSocket.on("message", (data: Buffer) => {
    const message = readMessage(data.toString("utf8"));
    if (user !== undefined) {
      answer({ webSocket, user, ...conversation }, message);
      return;
    }
    const token = message["type"] === "auth" ? message["access_token"] : undefined;
    user = typeof token === "string" ? sessions.logIn(token, webSocket) : undefined;
    if (user === undefined) {
      send({ type: "auth_invalid", message: "Invalid access token or password" });
      webSocket.close();
    } else {
      send({ type: "auth_ok", ha_version: core.version });
    }
  });
}

interface LoggedIn extends Conversation {
  readonly webSocket: WebSocket;
  readonly user: User;
}

function answer(loggedIn: LoggedIn, message: Message): void {
  const { webSocket, faults } = loggedIn;
  const { id, type } = message;
  const send = (rest: object): void => {
    if (webSocket.readyState === webSocket.OPEN) webSocket.send(JSON.stringify({ id, ...rest }));
  };
  if (type === "ping") {
    send({ type: "pong" });
    return;
  }
  const fault = faults.take(message);
  if (fault === "cut before") webSocket.terminate();
  if (fault === "cut before" || fault === "hang before") return;
  try {
    if (fault === "refused") throw new Refused("unknown_error", "Disturbed by a test");
    const result = perform(loggedIn, message);
    if (fault === "cut after") webSocket.terminate();
    if (fault === undefined) send({ type: "result", success: true, result });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    send({ type: "result", success: false, error: { code: error.code, message: error.message } });
  }
}

function perform({ webSocket, user, core, sessions }: LoggedIn, message: Message): unknown {
  switch (message["type"]) {
    case "auth/refresh_tokens":
      return sessions.list(user, webSocket);
    case "auth/delete_refresh_token":
      return sessions.delete(user, message);
    default:
      return carryOut(core, user, message);
  }
}

function readMessage(text: string): Message {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === "object" && message !== null ? (message as Message) : {};
  } catch {
    return {};
  }
}
