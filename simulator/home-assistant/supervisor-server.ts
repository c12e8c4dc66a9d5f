import { randomUUID } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Supervisor, SupervisorAnswer } from "./supervisor.ts";

/** A Supervisor for a real Home Assistant. */
export interface SupervisorServer {
  /** Variables for Home Assistant's process. */
  readonly environment: { readonly SUPERVISOR: string; readonly SUPERVISOR_TOKEN: string };
  close(): Promise<void>;
}

/**
 * Serves a stand-in for the Supervisor on 127.0.0.1, so that Home Assistant's `hassio` integration can use it.
 * https://developers.home-assistant.io/docs/api/supervisor/endpoints
 * @param restart restarts Home Assistant; with a Supervisor it does not restart itself
 */
export async function serveSupervisor(
  supervisor: Supervisor,
  restart: () => void,
): Promise<SupervisorServer> {
  const token = randomUUID();
  const server = http.createServer((message, response) => {
    void answer(message).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
  });
  const answer = async (message: http.IncomingMessage): Promise<HttpAnswer> => {
    if (message.headers.authorization !== `Bearer ${token}`) return unauthorized;
    const data = (await json(message).catch(() => ({}))) as Readonly<Record<string, unknown>>;
    return inHttp(respond({ method: message.method ?? "GET", path: message.url ?? "/", data }));
  };
  const respond = ({ method, path, data }: Request): SupervisorAnswer => {
    const request = `${method} ${path}`;
    if (request === "POST /supervisor/update") return noUpdate;
    if (/^POST \/(core|homeassistant)\/restart$/.test(request)) restart();
    return /^POST \/(core|homeassistant|supervisor)\/(restart|options)$/.test(request)
      ? { result: "ok", data: {} }
      : supervisor.answer(method.toLowerCase(), path, data);
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    environment: { SUPERVISOR: `127.0.0.1:${port}`, SUPERVISOR_TOKEN: token },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

const unauthorized: HttpAnswer = { status: 401, body: { result: "error", message: "Unauthorized" } };
const noUpdate: SupervisorAnswer = { result: "error", message: "No supervisor update available" };

function inHttp(answer: SupervisorAnswer): HttpAnswer {
  return { status: answer.result === "ok" ? 200 : 400, body: answer };
}
