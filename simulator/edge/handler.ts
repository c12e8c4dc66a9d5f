import http from "node:http";
import type { Http2SecureServer } from "node:http2";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { errorAnswer, newRay, sendAnswer, tooLongAnswer, type EdgeAnswer } from "./answer.ts";
import type { ClientRequest, ClientResponse } from "./client.ts";
import { decide, type Decision } from "./decision.ts";
import type { EdgeLog } from "./log.ts";
import type { EdgeRequest } from "./request.ts";
import { forward, forwardUpgrade, type Passage } from "./forward.ts";
import { readRequest } from "./read-request.ts";
import type { State } from "../state/state.ts";
import { holdInTunnel, type TunnelStream } from "../state/tunnel-streams.ts";
import { isTooLong, uploadLimit } from "./upload-limit.ts";

/** What every request is handled with. */
export interface EdgeContext {
  readonly state: State;
  /** Stands in for every origin that is not on this machine, e.g. http://127.0.0.1:8123. */
  readonly origin: string;
  readonly log: EdgeLog;
}

/** Handles all requests of an HTTP or HTTPS server as the edge does, over HTTP/1.1 and HTTP/2. */
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

const noUpgrade: EdgeAnswer = errorAnswer(400, 400, "This zone does not pass connection upgrades on.");

/** The zone's WebSockets setting; Cloudflare upgrades to nothing else. */
function mayUpgrade(state: State, message: http.IncomingMessage): boolean {
  const toWebSocket = message.headers.upgrade?.toLowerCase() === "websocket";
  return toWebSocket && state.settings.get("websockets")?.value !== "off";
}

/** Reads, decides and logs; the answer of the edge itself, or the way to the origin. */
function admit(context: EdgeContext, message: ClientRequest): EdgeAnswer | Passage {
  const request = readRequest(context.state, message);
  if (typeof request === "string") return errorAnswer(400, 400, request);
  try {
    const decision = decide(context.state, request);
    context.log.add(logEntry(request, decision));
    if (decision.kind === "answer") return decision.answer;
    return { message, request, route: decision.route, origin: context.origin, ray: newRay() };
  } catch (error) {
    // A rule or an ingress that the simulator cannot carry out: nobody gets past it.
    return errorAnswer(500, 500, error instanceof Error ? error.message : String(error));
  }
}

function logEntry(request: EdgeRequest, { outcome, detail }: Decision) {
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

/** Node gives no response object for an upgrade: this makes one on the first call. */
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
