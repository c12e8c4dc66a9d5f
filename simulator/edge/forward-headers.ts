import type { IncomingMessage } from "node:http";
import { type HeaderLine, hasUnknownLength, headerLines, pairs } from "./client.ts";
import type { EdgeRequest } from "./request.ts";
import type { Passage } from "./forward.ts";
import { pretence } from "./read-request.ts";

/** Tells the origin which service of the ingress the request is for. */
export const serviceHeader = "x-simulated-service";

/**
 * The client's headers as an origin behind Cloudflare and cloudflared receives them: one X-Forwarded-For line that ends
 * with the client's address, and Cloudflare's own headers in place of forged ones.
 * https://developers.cloudflare.com/fundamentals/reference/http-headers/
 */
export function forwardedHeaders({ message, request, route, ray }: Passage): string[] {
  const upgrade = message.headers.upgrade;
  const dropped = new Set([...hopByHop, ...overwritten, ...listedInConnection(message)]);
  const kept = headerLines(message).filter(([name]) => !dropped.has(name.toLowerCase()));
  const hostHeader = route.originRequest["httpHostHeader"];
  const added: HeaderLine[] = [
    ["Host", typeof hostHeader === "string" && hostHeader !== "" ? hostHeader : request.host],
    ["X-Forwarded-For", [...(request.headers.get("x-forwarded-for") ?? []), request.ip].join(", ")],
    ["X-Forwarded-Proto", scheme(request)],
    ["CF-Connecting-IP", request.ip],
    ["CF-IPCountry", request.country],
    ["CF-Visitor", JSON.stringify({ scheme: scheme(request) })],
    ["CF-Ray", ray],
    ["CDN-Loop", "cloudflare; loops=1"],
    [serviceHeader, route.service],
  ];
  if (hasUnknownLength(message)) added.push(["Transfer-Encoding", "chunked"]);
  if (upgrade !== undefined) added.push(["Connection", "Upgrade"], ["Upgrade", upgrade]);
  return [...added, ...kept].flat();
}

/** The origin's headers as the client receives them. */
export function returnedHeaders(answer: IncomingMessage, ray: string): HeaderLine[] {
  const dropped = new Set([...hopByHop, "server", "cf-ray", ...listedInConnection(answer)]);
  const kept = pairs(answer.rawHeaders).filter(([name]) => !dropped.has(name.toLowerCase()));
  return [...kept, ["server", "cloudflare"], ["cf-ray", ray]];
}

const hopByHop = [
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

const overwritten = [
  "host",
  "x-forwarded-for",
  "x-forwarded-proto",
  "cf-connecting-ip",
  "cf-ipcountry",
  "cf-visitor",
  "cf-ray",
  "cdn-loop",
  serviceHeader,
  ...Object.values(pretence),
];

function listedInConnection(message: Pick<IncomingMessage, "headers">): string[] {
  return (message.headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
}

function scheme(request: EdgeRequest): string {
  return request.tls ? "https" : "http";
}
