import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream";
import { errorAnswer, sendAnswer, tooLongAnswer } from "./answer.ts";
import { beginAnswer, type ClientRequest, type ClientResponse, pairs } from "./client.ts";
import { forwardedHeaders, returnedHeaders } from "./forward-headers.ts";
import type { EdgeRequest } from "./request.ts";
import type { OriginRequest, Route } from "./route.ts";
import { watchLength } from "./upload-limit.ts";

/** One request on its way through the tunnel. */
export interface Passage {
  readonly message: ClientRequest;
  readonly request: EdgeRequest;
  readonly route: Extract<Route, { kind: "origin" }>;
  /** The request's cf-ray. */
  readonly ray: string;
  /** Stands in for all origins outside this machine, e.g. http://127.0.0.1:8123. */
  readonly origin: string;
}

/**
 * Sends the request to the origin and streams its response back. Responds with 502 when the origin can't be reached, and
 * with 413 when the body exceeds `limit` bytes.
 */
export function forward(passage: Passage, response: ClientResponse, limit: number): void {
  const { message } = passage;
  const upstream = openRequest(passage);
  if (!upstream) {
    sendBadGateway(response, passage, "the service is not an HTTP one");
    return;
  }
  let answered = false;
  upstream.on("response", (answer) => {
    answered = true;
    relay(answer, response, passage);
  });
  // An origin that has responded may close the connection without reading the rest: its response counts.
  upstream.on("error", (error) => {
    if (!answered) sendBadGateway(response, passage, error.message);
  });
  response.on("close", () => {
    upstream.destroy();
    // An unread rest of the body would block the connection's next request.
    message.unpipe(upstream);
    message.resume();
  });
  message.on("error", () => upstream.destroy());
  message.pipe(upstream);
  watchLength(message, limit, () => {
    answered = true;
    upstream.destroy();
    if (response.headersSent) response.destroy();
    else sendAnswer(response, tooLongAnswer());
  });
}

/** Like `forward`, for a WebSocket: when the origin accepts, the two connections are joined. */
export function forwardUpgrade(passage: Passage, client: UpgradingClient): void {
  const upstream = openRequest(passage);
  if (!upstream) {
    sendBadGateway(client.respond(), passage, "the service is not an HTTP one");
    return;
  }
  upstream.on("upgrade", (answer, originSocket, originHead) => {
    join(client.socket, originSocket);
    client.socket.write(upgradeHead(answer, passage.ray));
    if (originHead.length > 0) client.socket.write(originHead);
    if (client.head.length > 0) originSocket.write(client.head);
  });
  upstream.on("response", (answer) => {
    relay(answer, client.respond(), passage);
  });
  upstream.on("error", (error) => {
    sendBadGateway(client.respond(), passage, error.message);
  });
  client.socket.on("close", () => upstream.destroy());
  upstream.end();
}

/** A client that has asked for an upgrade: its connection, and a way to respond in HTTP instead. */
export interface UpgradingClient {
  readonly socket: Duplex;
  /** Bytes that the client sent after its request. */
  readonly head: Buffer;
  respond(): http.ServerResponse;
}

function relay(answer: http.IncomingMessage, response: ClientResponse, passage: Passage): void {
  beginAnswer(response, {
    status: answer.statusCode ?? 502,
    statusText: answer.statusMessage ?? "",
    lines: returnedHeaders(answer, passage.ray),
  });
  // If the origin's response breaks off, pipeline destroys the client's connection, too.
  pipeline(answer, response, () => undefined);
}

function openRequest(passage: Passage): http.ClientRequest | undefined {
  const service = parseService(passage.route.service);
  if (!service) return undefined;
  const local = isLoopback(service.hostname);
  const target = local ? service : new URL(passage.origin);
  const { rawPath, path, query, method } = passage.request;
  const options: https.RequestOptions = {
    host: plainHost(target),
    port: target.port === "" ? (target.protocol === "https:" ? 443 : 80) : target.port,
    method,
    path: (rawPath ?? path) + (query === "" ? "" : `?${query}`),
    headers: forwardedHeaders(passage),
    setHost: false,
  };
  if (target.protocol === "http:") return http.request({ ...options, agent: plainAgent });
  const tls = tlsOptions(target, local ? passage.route.originRequest : {});
  return https.request({ ...options, ...tls, agent: tlsAgent });
}

// Like cloudflared, these ask the origin to keep its connection open, so that it reads the rest of a request to which it has
// responded early. Each request still has its own connection.
const plainAgent = new http.Agent({ keepAlive: true, maxFreeSockets: 0 });
const tlsAgent = new https.Agent({ keepAlive: true, maxFreeSockets: 0 });

function tlsOptions(target: URL, originRequest: OriginRequest): https.RequestOptions {
  const name = originRequest["originServerName"];
  const servername = typeof name === "string" && name !== "" ? name : plainHost(target);
  return {
    rejectUnauthorized: originRequest["noTLSVerify"] !== true,
    ...(isIP(servername) > 0 ? {} : { servername }),
  };
}

/** The URL's host, an IPv6 address without its brackets. */
function plainHost(target: URL): string {
  return target.hostname.replace(/^\[|\]$/g, "");
}

function parseService(service: string): URL | undefined {
  if (!/^https?:\/\//i.test(service) || !URL.canParse(service)) return undefined;
  return new URL(service);
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

function upgradeHead(answer: http.IncomingMessage, ray: string): string {
  const lines = [`HTTP/1.1 101 ${answer.statusMessage ?? "Switching Protocols"}`];
  for (const [name, value] of pairs(answer.rawHeaders)) lines.push(`${name}: ${value}`);
  return [...lines, "server: cloudflare", `cf-ray: ${ray}`, "", ""].join("\r\n");
}

/** Pipes two connections into each other; when one closes, so does the other. */
function join(left: Duplex, right: Duplex): void {
  for (const [from, to] of [
    [left, right],
    [right, left],
  ] as const) {
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  }
}

function sendBadGateway(response: ClientResponse, passage: Passage, reason: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendAnswer(response, errorAnswer(502, 502, `Bad gateway: ${passage.route.service}: ${reason}`));
}
