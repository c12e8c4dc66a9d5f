import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { createApi } from "./api.ts";
import { controlRoutes, type Controlled } from "../control.ts";
import { failure } from "./envelope.ts";
import { type ApiErrorEntry, methodNotAvailable } from "./errors.ts";
import type { Fault } from "../faults.ts";
import type { LoggedRequest } from "../request-log.ts";

/** A listening API. */
export interface ApiServer {
  readonly port: number;
  /** Stops listening and breaks the remaining connections, including those that hang. */
  close(): Promise<void>;
}

/** Serves the API and the control routes on 127.0.0.1; port 0 picks any free port. */
export async function startApiServer(controlled: Controlled, port: number): Promise<ApiServer> {
  const control = controlRoutes(controlled);
  const respond = respondWithFaults(controlled);
  const server = createAdaptorServer({
    fetch: (request, env) =>
      new URL(request.url).pathname.startsWith("/_simulator/")
        ? control.fetch(request)
        : respond(request, env as HttpBindings),
    // Node closes idle connections after 5 s, which would break a client that pauses that long between two requests.
    serverOptions: { keepAliveTimeout: 60_000 },
  }) as Server;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The Fetch standard allows no Request with these methods. */
const UNFETCHABLE = ["TRACE", "TRACK", "CONNECT"];

type Respond = (request: Request, env: HttpBindings) => Promise<Response>;

function respondWithFaults(controlled: Controlled): Respond {
  const { requests, faults } = controlled;
  const carryOut = carryOutInTurn(controlled);
  return async (request, env) => {
    const { pathname, search } = new URL(request.url);
    const path = pathname + search;
    const method = env.incoming.method ?? "GET";
    if (UNFETCHABLE.includes(method)) {
      const entry = requests.begin({ method, path, bodyText: "" });
      entry.status = 405;
      return failure(methodNotAvailable(method));
    }
    const bodyText = await request.text();
    const entry = requests.begin({ method, path, bodyText });
    const fault = faults.take(request.method, path);
    const lostBefore = await loseResponse(env, fault, "before");
    if (lostBefore !== undefined) return lostBefore;
    const response =
      fault?.status === undefined
        ? await carryOut(withBody(request, bodyText), entry)
        : failure({ status: fault.status, errors: fault.errors ?? [faultError(fault.status)] });
    const lostAfter = await loseResponse(env, fault, "after");
    if (lostAfter !== undefined) return lostAfter;
    entry.status = response.status;
    return withRetryAdvice(response, fault);
  };
}

/** A copy of the request with its body in memory, which can be carried out even if the client disconnects. */
const withBody = ({ url, method, headers }: Request, text: string): Request =>
  new Request(url, { method, headers, ...(text === "" ? {} : { body: text }) });

type CarryOut = (request: Request, entry: LoggedRequest) => Promise<Response>;

/** Carries out writes one after the other, so that each exposure can be attributed to the request that caused it. */
function carryOutInTurn({ state, ca, exposures }: Controlled): CarryOut {
  const api = createApi(state, ca);
  let lastWrite: Promise<unknown> = Promise.resolve();
  return async (request, entry) => {
    if (request.method === "GET") return api.fetch(request);
    const write = lastWrite.then(async () => {
      const response = await api.fetch(request);
      exposures.check({ number: entry.number, method: entry.method, path: entry.path });
      return response;
    });
    lastWrite = write.catch(() => undefined);
    return write;
  };
}

/** Breaks or holds the connection if the fault asks for it at this moment; otherwise returns undefined. */
async function loseResponse(
  { incoming, outgoing }: HttpBindings,
  fault: Fault | undefined,
  moment: "before" | "after",
): Promise<Response | undefined> {
  if (fault?.reset === moment) {
    incoming.socket.resetAndDestroy();
  } else if (fault?.hang === moment) {
    if (!outgoing.destroyed) await once(outgoing, "close");
  } else {
    return undefined;
  }
  return RESPONSE_ALREADY_SENT;
}

function faultError(status: number): ApiErrorEntry {
  return status === 401 || status === 403
    ? { code: 10000, message: "Authentication error" }
    : { code: 10000 + status, message: `This ${status} was injected by a fault of the simulator` };
}

// Cloudflare's clients retry these for minutes unless the response has this header.
function withRetryAdvice(response: Response, fault: Fault | undefined): Response {
  const retried = [408, 409, 429].includes(response.status) || response.status >= 500;
  if (retried && fault?.retry !== true) response.headers.set("x-should-retry", "false");
  return response;
}
