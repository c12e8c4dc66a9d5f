import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { answerRequest, type HomeAssistantAnswer } from "./pages.ts";
import { checkForwarded, type ProxyOptions } from "./proxy.ts";

export type HomeAssistantOptions = ProxyOptions;

/** One request as it arrived at the origin. */
export interface OriginRequestRecord {
  readonly method: string;
  /** As it arrived: neither decoded nor normalised. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Every header line, name and value alternating. */
  readonly rawHeaders: readonly string[];
  /** The client's address: the connection's, or the one that a trusted proxy tells. */
  readonly remote: string;
  readonly status: number;
}

export interface HomeAssistant {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  /** Oldest first. */
  requests(): readonly OriginRequestRecord[];
  close(): Promise<void>;
}

/**
 * Starts a stand-in for Home Assistant on 127.0.0.1: a handful of its addresses, its check of reverse proxies, its
 * reading of paths, its WebSocket greeting. It has no users: every token that is not empty is taken as valid.
 */
export async function startHomeAssistant(options: HomeAssistantOptions = {}): Promise<HomeAssistant> {
  const requests: OriginRequestRecord[] = [];
  const judge = (message: http.IncomingMessage): HomeAssistantAnswer => {
    const peer = message.socket.remoteAddress ?? "";
    const forwarded = checkForwarded(message, options);
    const answer = forwarded.refused ? badRequest : answerRequest(message);
    requests.push({
      method: message.method ?? "GET",
      target: message.url ?? "",
      headers: message.headers,
      rawHeaders: message.rawHeaders,
      remote: forwarded.refused ? peer : forwarded.remote,
      status: answer.status,
    });
    return answer;
  };
  const server = http.createServer((message, response) => {
    const answer = judge(message);
    message.resume();
    response.writeHead(answer.status, { "content-type": answer.type });
    response.end(answer.body);
  });
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on("connection", greet);
  server.on("upgrade", (message: http.IncomingMessage, socket: Duplex, head: Buffer) => {
    const answer = judge(message);
    if (answer.status !== 101) refuseUpgrade(socket, answer);
    else sockets.handleUpgrade(message, socket, head, (webSocket) => sockets.emit("connection", webSocket));
  });
  const close = await listen(server);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests: () => [...requests], close };
}

const badRequest: HomeAssistantAnswer = {
  status: 400,
  type: "text/plain; charset=utf-8",
  body: "400: Bad Request",
};
const version = "2026.11.0";

// https://developers.home-assistant.io/docs/api/websocket/
function greet(webSocket: WebSocket): void {
  let authenticated = false;
  const send = (message: object): void => {
    webSocket.send(JSON.stringify(message));
  };
  send({ type: "auth_required", ha_version: version });
  webSocket.on("message", (data: Buffer) => {
    const message = readMessage(data.toString("utf8"));
    if (authenticated) {
      send(message["type"] === "ping" ? { id: message["id"], type: "pong" } : unknownCommand(message));
      return;
    }
    authenticated = message["type"] === "auth" && Boolean(message["access_token"]);
    if (authenticated) {
      send({ type: "auth_ok", ha_version: version });
    } else {
      send({ type: "auth_invalid", message: "Invalid access token or password" });
      webSocket.close();
    }
  });
}

function readMessage(text: string): Record<string, unknown> {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === "object" && message !== null ? (message as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function unknownCommand(message: Record<string, unknown>): object {
  const error = { code: "unknown_command", message: "Unknown command." };
  return { id: message["id"], type: "result", success: false, error };
}

function refuseUpgrade(socket: Duplex, { status, type, body }: HomeAssistantAnswer): void {
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ""}\r\ncontent-type: ${type}\r\n` +
      `content-length: ${length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** Listens on a free port; gives back what frees it, open connections included. */
async function listen(server: http.Server): Promise<() => Promise<void>> {
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  };
}
