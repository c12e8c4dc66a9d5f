import { Failure } from "../domain/failure.ts";
import type { ConnectionOptions, HaWebSocket } from "home-assistant-js-websocket";
import { ERR_INVALID_AUTH } from "home-assistant-js-websocket";
import { WebSocket } from "ws";
import type { Problem } from "../domain/errors.ts";
import { isPrivateAddress } from "../domain/home-assistant/address.ts";
import { notHomeAssistant, notPrivate, unreachable } from "../domain/home-assistant/problems.ts";

const patienceMs = 10_000;

/**
 * Opens a socket and logs in. The token is sent to that address only: redirects are not followed, and over plain http it
 * is sent only if the server's IP address is private.
 * https://developers.home-assistant.io/docs/api/websocket/
 * @throws Failure; ERR_INVALID_AUTH if the token is rejected
 */
export async function openSocket(url: string, { auth }: ConnectionOptions): Promise<HaWebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/websocket`, {
    followRedirects: false,
    handshakeTimeout: patienceMs,
  });
  try {
    const haVersion = await logIn(socket, url, auth?.accessToken);
    return Object.assign(socket, { haVersion }) as unknown as HaWebSocket;
  } catch (error) {
    socket.terminate();
    throw error;
  } finally {
    socket.removeAllListeners();
    // Without a listener, a socket error would end the process.
    socket.on("error", () => undefined);
  }
}

/** Returns Home Assistant's version. */
function logIn(socket: WebSocket, url: string, access_token: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (problem: Problem): void => {
      clearTimeout(timer);
      reject(new Failure(problem));
    };
    const timer = setTimeout(fail, patienceMs, notHomeAssistant(url, "it does not ask for a token"));
    socket.on("error", (error) => {
      fail(explain(url, error));
    });
    socket.on("close", () => {
      fail(unreachable(url, "the connection was closed"));
    });
    socket.on("upgrade", ({ socket: { remoteAddress = "" } }) => {
      if (url.startsWith("http:") && !isPrivateAddress(remoteAddress)) {
        fail(notPrivate(url, remoteAddress));
        socket.terminate();
      }
    });
    socket.on("message", (data: Buffer) => {
      const message = readMessage(data.toString("utf8"));
      switch (message["type"]) {
        case "auth_required":
          socket.send(JSON.stringify({ type: "auth", access_token }));
          return;
        case "auth_ok":
          clearTimeout(timer);
          resolve(String(message["ha_version"]));
          return;
        case "auth_invalid":
          clearTimeout(timer);
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the library's errors are numbers
          reject(ERR_INVALID_AUTH);
          return;
        default:
          fail(notHomeAssistant(url, "its greeting is unknown"));
      }
    });
  });
}

function explain(url: string, error: Error): Problem {
  const [, status] = /Unexpected server response: (\d+)/.exec(error.message) ?? [];
  if (status === undefined) {
    return unreachable(
      url,
      error.message === "" ? ((error as NodeJS.ErrnoException).code ?? "no answer") : error.message,
    );
  }
  return Number(status) >= 500
    ? unreachable(url, `it answers ${status}`)
    : notHomeAssistant(url, `it answers ${status} to /api/websocket`);
}

function readMessage(text: string): Record<string, unknown> {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === "object" && message !== null ? (message as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
