import http from "node:http";
import type { Http2SecureServer } from "node:http2";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { errorAnswer, newRay, sendAnswer, tooLongAnswer, type EdgeAnswer } from "./answer.ts";
import type { ClientRequest, ClientResponse } from "./client.ts";
import { decide, type Decision } from "./decision.ts";
import type { EdgeLogEntry } from "./log.ts";
import type { EdgeRequest } from "./request.ts";
import { forward, forwardUpgrade, type Passage } from "./forward.ts";
import { readRequest } from "./read-request.ts";
import type { Latest } from "../latest.ts";
import type { State } from "../state/state.ts";
import { holdInTunnel, type TunnelStream } from "../state/tunnel-streams.ts";
import { isTooLong, uploadLimit } from "./upload-limit.ts";

/** What the handling of each request needs. */
export interface EdgeContext {
  readonly state: State;
  /** Stands in for all origins outside this machine, e.g. http://127.0.0.1:8123. */
  readonly origin: string;
  readonly log: Latest<EdgeLogEntry>;
}

/** Lets a server, over HTTP/1.1 and HTTP/2, handle its requests as the edge does. */
export function handleRequests(server: http.Server | Http2SecureServer, context: EdgeContext): void {
  server.on("request", (message: ClientRequest, response: ClientResponse) => {
    const passage = admit(context, message);
    const limit = uploadLimit(context.state);
    if ("status" in passage) {
      sendAnswer(response, passage);
    } else if (isTooLong(message, limit)) {
      sendAnswer(response, tooLongAnswer());
    } else {
      hold(context.state, passage, response);
      forward(passage, response, limit);
    }
  });
  server.on("upgrade", (message: http.IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const respond = lazyResponse(message, socket);
    const passage = admit(context, message);
    if ("status" in passage) sendAnswer(respond(), passage);
    else if (!mayUpgrade(context.state, message)) sendAnswer(respond(), noUpgrade);
    else {
      hold(context.state, passage, socket);
      forwardUpgrade(passage, { socket, head, respond });
    }
  });
}

function hold({ tunnels }: State, { route }: Passage, stream: TunnelStream): void {
  const tunnel = tunnels.get(route.tunnelId);
  if (tunnel) holdInTunnel(tunnel, stream);
}

const noUpgrade: EdgeAnswer = errorAnswer(400, 400, "This zone does not forward connection upgrades.");

/** Whether the request asks for a WebSocket, the only upgrade at Cloudflare, and the zone's setting allows it. */
function mayUpgrade(state: State, message: http.IncomingMessage): boolean {
  const toWebSocket = message.headers.upgrade?.toLowerCase() === "websocket";
  return toWebSocket && state.settings.get("websockets")?.value !== "off";
}

/** Reads, judges and logs a request; returns the edge's own answer, or the request's passage to the origin. */
function admit(context: EdgeContext, message: ClientRequest): EdgeAnswer | Passage {
  const request = readRequest(context.state, message);
  if (typeof request === "string") return errorAnswer(400, 400, request);
  try {
    const decision = decide(context.state, request);
    context.log.add(logEntry(request, decision));
    if (decision.kind === "answer") return decision.answer;
    return { message, request, route: decision.route, origin: context.origin, ray: newRay() };
  } catch (error) {
    // A rule or an ingress that the simulator can't evaluate lets nobody through.
    return errorAnswer(500, 500, error instanceof Error ? error.message : String(error));
  }
}

function logEntry(request: EdgeRequest, { outcome, detail }: Decision): EdgeLogEntry {
  const { method, host, tls, query } = request;
  const path = request.rawPath ?? request.path;
  return {
    time: new Date().toISOString(),
    method,
    host,
    target: query === "" ? path : `${path}?${query}`,
    tls,
    fingerprint: request.clientCertificate.fingerprintSha256,
    outcome,
    detail,
  };
}

/** Returns a function that makes a response on its first call, as Node provides none for an upgrade. */
function lazyResponse(message: http.IncomingMessage, socket: Duplex): () => http.ServerResponse {
  let response: http.ServerResponse | undefined;
  return () => {
    if (response) return response;
    response = new http.ServerResponse(message);
    response.shouldKeepAlive = false;
    if (socket instanceof Socket) response.assignSocket(socket);
    response.on("finish", () => socket.end());
    return response;
  };
}
