import { once } from "node:events";
import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { HomeAssistantAnswer } from "./pages.ts";

/** An HTTP server that can be closed and reopened. */
export interface OriginServer {
  readonly listen: (port: number) => Promise<void>;
  readonly port: () => number;
  /** Breaks open connections. */
  readonly close: () => Promise<void>;
  /** Closes it for good. */
  readonly end: () => Promise<void>;
  readonly isEnded: () => boolean;
}

/** Creates a server that is not listening yet. */
export function createServer(
  judge: (message: http.IncomingMessage) => HomeAssistantAnswer,
  onWebSocket: (webSocket: WebSocket) => void,
): OriginServer {
  const server = http.createServer((message, response) => {
    const answer = judge(message);
    message.resume();
    response.writeHead(answer.status, { "content-type": answer.type });
    response.end(answer.body);
  });
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on("connection", onWebSocket);
  server.on("upgrade", (message: http.IncomingMessage, socket: Duplex, head: Buffer) => {
    const answer = judge(message);
    if (answer.status !== 101) refuseUpgrade(socket, answer);
    else sockets.handleUpgrade(message, socket, head, (webSocket) => sockets.emit("connection", webSocket));
  });
  return reopenable(server);
}

function reopenable(server: http.Server): OriginServer {
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  let ended = false;
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  };
  return {
    port: () => (server.address() as AddressInfo).port,
    isEnded: () => ended,
    listen: async (port) => {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    close,
    end: () => {
      ended = true;
      return close();
    },
  };
}

function refuseUpgrade(socket: Duplex, { status, type, body }: HomeAssistantAnswer): void {
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ""}\r\ncontent-type: ${type}\r\n` +
      `content-length: ${length}\r\nconnection: close\r\n\r\n${body}`,
  );
}
