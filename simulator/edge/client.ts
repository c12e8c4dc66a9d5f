import type { IncomingMessage, ServerResponse } from "node:http";
import { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A request of a client, over HTTP/1.1 or HTTP/2. */
export type ClientRequest = IncomingMessage | Http2ServerRequest;
/** The answer that is on its way to a client. */
export type ClientResponse = ServerResponse | Http2ServerResponse;
/** One header line: name and value. */
export type HeaderLine = readonly [name: string, value: string];

/** Header lines from Node's list, in which names and values alternate. */
export function pairs(rawHeaders: readonly string[]): HeaderLine[] {
  const found: HeaderLine[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    found.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  }
  return found;
}

/**
 * The header lines of a request as HTTP/1.1 has them: with a Host line for HTTP/2's `:authority`, and one Cookie line
 * for its crumbs (RFC 9113, sections 8.2.3 and 8.3.1).
 */
export function headerLines(message: ClientRequest): HeaderLine[] {
  const lines = pairs(message.rawHeaders);
  if (!(message instanceof Http2ServerRequest)) return lines;
  const cookies = lines.flatMap(([name, value]) => (name === "cookie" ? [value] : []));
  const others = lines.filter(([name]) => !name.startsWith(":") && name !== "cookie");
  const hosts = others.filter(([name]) => name === "host").map(([, value]) => value);
  const authority = message.headers[":authority"];
  return [
    ...(authority === undefined || hosts.includes(authority) ? [] : [["host", authority] as const]),
    ...others,
    ...(cookies.length === 0 ? [] : [["cookie", cookies.join("; ")] as const]),
  ];
}

/** Whether the request has a body of which nobody said how long it is. */
export function hasUnknownLength(message: ClientRequest): boolean {
  if (!(message instanceof Http2ServerRequest)) return message.headers["transfer-encoding"] !== undefined;
  return !message.stream.endAfterHeaders && message.headers["content-length"] === undefined;
}

/** Begins the answer with these lines, several of one name included. */
export function beginAnswer(
  response: ClientResponse,
  head: { readonly status: number; readonly statusText: string; readonly lines: readonly HeaderLine[] },
): void {
  const { status, statusText, lines } = head;
  if (!(response instanceof Http2ServerResponse)) {
    response.writeHead(status, statusText, lines.flat());
    return;
  }
  for (const [name, value] of lines) response.appendHeader(name, value);
  response.writeHead(status);
}
