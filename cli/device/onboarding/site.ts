import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

/** A file that the page offers. */
export interface OfferedFile {
  readonly name: string;
  readonly type: string;
  /** True saves it with the downloads; false lets the browser open it. */
  readonly attachment: boolean;
  readonly contents: Buffer;
}

export interface Offering {
  readonly files: readonly OfferedFile[];
  /** Renders the page; `linkTo` returns the address of a file. */
  readonly page: (linkTo: (file: string) => string) => { readonly html: string; readonly policy: string };
  /** Called after each download, with the client's address. */
  readonly onDownload: (file: string, client: string) => void;
}

/**
 * Answers requests for a page and its files below a path that can't be found by chance. Both can be requested any number of
 * times: a phone discards the page while its owner is in the settings, and a failed download must be possible again.
 * @param path in lower case; capitals are accepted, too, because a QR code of capitals is smaller
 */
export function onboardingSite(offer: Offering, path: string): RequestListener {
  return (request, response) => {
    const wanted = findWanted(offer, path, request.url ?? "");
    if (wanted === undefined) {
      sendText(response, 404, "There is nothing here.");
    } else if (!["GET", "HEAD"].includes(request.method ?? "")) {
      response.setHeader("Allow", "GET, HEAD");
      sendText(response, 405, "This page can only be read.");
    } else if (wanted === "page") {
      const { html, policy } = offer.page((file) => `/${path}/${encodeURIComponent(file)}`);
      const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy };
      writeHead(response, { status: 200, body: html, headers }).end(html);
    } else if (request.method === "GET" && isGlance(request)) {
      sendText(response, 503, "This file is not available to previews and prefetching.");
    } else {
      sendFile(wanted, response, offer.onDownload);
    }
  };
}

function findWanted({ files }: Offering, path: string, address: string): OfferedFile | "page" | undefined {
  const [url = ""] = address.split("?", 1);
  const [, first = "", name = "", ...deeper] = url.split("/");
  if (!isSame(first.toLowerCase(), path) || deeper.length > 0) {
    return undefined;
  }
  return name === "" ? "page" : files.find((one) => encodeURIComponent(one.name) === name);
}

function sendFile(
  { name, type, contents, attachment }: OfferedFile,
  response: ServerResponse,
  onDownload: Offering["onDownload"],
): void {
  const { req: request } = response;
  const headers = {
    "Content-Type": type,
    "Content-Disposition": `${attachment ? "attachment" : "inline"}; filename="${name}"`,
  };
  writeHead(response, { status: 200, body: contents, headers });
  if (request.method !== "HEAD") {
    const client = request.socket.remoteAddress ?? "";
    // The event "finish" is also emitted for a broken connection, and this callback then gets no error.
    response.write(contents, (error) => {
      if (!error && !request.socket.destroyed) onDownload(name, client);
    });
  }
  response.end();
}

/** Compares in constant time, so that the path can't be guessed letter by letter. */
function isSame(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}

/** Whether a browser or a messenger only looks ahead, which is no download. https://wicg.github.io/nav-speculation/prefetch.html */
function isGlance({ headers }: IncomingMessage): boolean {
  const purposes = [headers["sec-purpose"], headers["purpose"], headers["x-purpose"], headers["x-moz"]];
  return /prefetch|prerender|preview/i.test(purposes.flat().join(" "));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  const headers = { "Content-Type": "text/plain; charset=utf-8" };
  writeHead(response, { status, body: `${text}\n`, headers }).end(`${text}\n`);
}

interface Head {
  readonly status: number;
  /** What will be sent, for its length. */
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

function writeHead(response: ServerResponse, { status, body, headers }: Head): ServerResponse {
  return response.writeHead(status, {
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    Connection: "close",
    ...headers,
  });
}
