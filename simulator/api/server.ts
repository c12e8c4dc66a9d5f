import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { createApi } from "./api.ts";
import { controlRoutes, type Controlled } from "../control.ts";
import { type ApiError, type ApiErrorEntry, methodNotAvailable } from "./errors.ts";
import type { Fault } from "../faults.ts";
import type { LoggedRequest } from "../request-log.ts";

/** A listening API. */
export interface ApiServer {
  readonly port: number;
  /** Stops listening and breaks the connections that are left, hanging ones too. */
  close(): Promise<void>;
}

/** Serves the API and the control routes on 127.0.0.1; port 0 takes any free one. */
export async function startApiServer(controlled: Controlled, port: number): Promise<ApiServer> {
  const control = controlRoutes(controlled);
  const answerApi = answerWithFaults(controlled);
  const server = createAdaptorServer({
    fetch: (request, env) =>
      new URL(request.url).pathname.startsWith("/_simulator/")
        ? control.fetch(request)
        : answerApi(request, env as HttpBindings),
    // Node closes idle connections after 5 s, just when a client that waited between two calls may write to one.
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

/** Methods of which the Fetch standard makes no Request. */
const UNFETCHABLE = ["TRACE", "TRACK", "CONNECT"];

type Answer = (request: Request, env: HttpBindings) => Promise<Response>;

function answerWithFaults(controlled: Controlled): Answer {
  const { requests, faults } = controlled;
  const carryOut = answerInTurn(controlled);
  return async (request, env) => {
    const { pathname, search } = new URL(request.url);
    const path = pathname + search;
    const method = env.incoming.method ?? "GET";
    if (UNFETCHABLE.includes(method)) {
      const entry = requests.begin({ method, path, bodyText: "" });
      entry.status = 405;
      return refusal(methodNotAvailable(method));
    }
    const bodyText = await request.text();
    const entry = requests.begin({ method, path, bodyText });
    const fault = faults.take(request.method, path);
    const lostBefore = await loseAnswer(env, fault, "before");
    if (lostBefore !== undefined) return lostBefore;
    const response =
      fault?.status === undefined
        ? await carryOut(withBody(request, bodyText), entry)
        : faultResponse(fault.status, fault.errors);
    const lostAfter = await loseAnswer(env, fault, "after");
    if (lostAfter !== undefined) return lostAfter;
    entry.status = response.status;
    return withRetryAdvice(response, fault);
  };
}

/** The request with its body in memory: it can be carried out even when the client goes away meanwhile. */
const withBody = ({ url, method, headers }: Request, text: string): Request =>
  new Request(url, { method, headers, ...(text === "" ? {} : { body: text }) });

type CarryOut = (request: Request, entry: LoggedRequest) => Promise<Response>;

/** Writes run one after the other, so that an exposure is blamed on the very request that opened it. */
function answerInTurn({ state, ca, exposures }: Controlled): CarryOut {
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

/** Undefined unless the fault wants the answer lost at this moment. */
async function loseAnswer(
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

function faultResponse(status: number, errors: Fault["errors"]): Response {
  return refusal({ status, errors: errors ?? [faultError(status)] });
}

function refusal({ status, errors }: Pick<ApiError, "status" | "errors">): Response {
  return Response.json({ result: null, success: false, errors, messages: [] }, { status });
}

function faultError(status: number): ApiErrorEntry {
  return status === 401 || status === 403
    ? { code: 10000, message: "Authentication error" }
    : { code: 10000 + status, message: `This ${status} was asked for by a fault of the simulator` };
}

// Cloudflare's clients try again for minutes after these; the header is how their server can tell them not to.
function withRetryAdvice(response: Response, fault: Fault | undefined): Response {
  const retried = [408, 409, 429].includes(response.status) || response.status >= 500;
  if (retried && fault?.retry !== true) response.headers.set("x-should-retry", "false");
  return response;
}
