import type { IncomingMessage, ServerResponse } from "node:http";
import { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A client's request, over HTTP/1.1 or HTTP/2. */
export type ClientRequest = IncomingMessage | Http2ServerRequest;
/** The response to a client's request. */
export type ClientResponse = ServerResponse | Http2ServerResponse;
/** A header line: name and value. */
export type HeaderLine = readonly [name: string, value: string];

/** The header lines in Node's list of alternating names and values. */
export function pairs(rawHeaders: readonly string[]): HeaderLine[] {
  const found: HeaderLine[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    found.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  }
  return found;
}

/**
 * The header lines of a request in the form of HTTP/1.1: HTTP/2's `:authority` as a Host line, and its Cookie lines joined
 * into one (RFC 9113, sections 8.2.3 and 8.3.1).
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

/** Whether the request has a body of undeclared length. */
export function hasUnknownLength(message: ClientRequest): boolean {
  if (!(message instanceof Http2ServerRequest)) return message.headers["transfer-encoding"] !== undefined;
  return !message.stream.endAfterHeaders && message.headers["content-length"] === undefined;
}

/** Writes the head of a response; several lines may have the same name. */
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
