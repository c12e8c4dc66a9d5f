import http from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

interface Behaviour {
  readonly headers?: Readonly<Record<string, string>>;
  /** Body of a 400 to every WebSocket; by default WebSockets are opened. */
  readonly refusal?: string;
}

/** Starts a web server at home with the given behaviour. */
export async function startOrigin({ headers, refusal }: Behaviour): Promise<{
  readonly url: string;
  readonly close: () => Promise<void>;
}> {
  const server = http.createServer((_message, response) => {
    response.writeHead(200, headers).end("a page");
  });
  if (refusal === undefined) {
    new WebSocketServer({ server });
  } else {
    server.on("upgrade", (_message, socket) => {
      const length = Buffer.byteLength(refusal);
      socket.end(`HTTP/1.1 400 Bad Request\r\ncontent-length: ${length}\r\n\r\n${refusal}`);
    });
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
