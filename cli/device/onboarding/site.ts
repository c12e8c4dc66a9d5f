import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** A file that may be downloaded once. */
export interface OfferedFile {
  readonly name: string;
  readonly type: string;
  /** True leaves it in the downloads; false lets the browser open it. */
  readonly attachment: boolean;
  readonly contents: Buffer;
}

export interface Offering {
  readonly files: readonly OfferedFile[];
  /** Makes the page; `linkTo` gives the address of a file. */
  readonly page: (linkTo: (file: string) => string) => { readonly html: string; readonly policy: string };
  /** Told when a file was downloaded, and by which address. */
  readonly onTaken: (file: string, client: string) => void;
}

/** What is below a path that nobody can guess: a page, and files that each can be downloaded once. */
export class OnboardingSite {
  /** Files under way or downloaded. */
  private readonly gone = new Map<string, "under way" | "taken">();

  private readonly offer: Offering;
  private readonly path: string;
  /** Called when no file is left. */
  private readonly onEmpty: () => void;

  constructor(offer: Offering, path: string, onEmpty: () => void) {
    this.offer = offer;
    this.path = path;
    this.onEmpty = onEmpty;
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const [url = ""] = (request.url ?? "").split("?", 1);
    const [, path = "", name = "", ...deeper] = url.split("/");
    const file = this.offer.files.find((one) => encodeURIComponent(one.name) === name);
    const known = deeper.length === 0 && (name === "" || file !== undefined);
    if (!isSame(path, this.path) || !known) {
      sendText(response, 404, "There is nothing here.");
    } else if (!["GET", "HEAD"].includes(request.method ?? "")) {
      response.setHeader("Allow", "GET, HEAD");
      sendText(response, 405, "This page can only be read.");
    } else if (file === undefined) {
      this.sendPage(response);
    } else {
      this.sendFile(file, request, response);
    }
  }

  private sendPage(response: ServerResponse): void {
    const { html, policy } = this.offer.page((file) => `/${this.path}/${encodeURIComponent(file)}`);
    const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy };
    send(response, { status: 200, body: html, headers });
  }

  private sendFile(file: OfferedFile, request: IncomingMessage, response: ServerResponse): void {
    const state = this.gone.get(file.name);
    if (state !== undefined) {
      const under = "It is being downloaded.";
      const taken = "It was downloaded already, and is offered once. Start again: npm run device -- onboard";
      sendText(response, state === "taken" ? 410 : 409, state === "taken" ? taken : under);
    } else if (request.method === "GET" && isGlance(request)) {
      sendText(response, 503, "It is for a person who wants it, not for a preview.");
    } else {
      this.handOver(file, request, response);
    }
  }

  private handOver(file: OfferedFile, request: IncomingMessage, response: ServerResponse): void {
    const { name, type, contents } = file;
    const headers = {
      "Content-Type": type,
      "Content-Disposition": `${file.attachment ? "attachment" : "inline"}; filename="${name}"`,
    };
    if (request.method === "HEAD") {
      send(response, { status: 200, body: contents, headers });
      return;
    }
    const client = request.socket.remoteAddress ?? "";
    this.gone.set(name, "under way");
    writeHead(response, { status: 200, body: contents, headers });
    // The event "finish" comes when the connection breaks, too, and this callback then gets no error.
    response.write(contents, (error) => {
      if (error || request.socket.destroyed) {
        this.gone.delete(name);
      } else {
        this.take(name, client);
      }
    });
    response.end();
  }

  private take(name: string, client: string): void {
    this.gone.set(name, "taken");
    this.offer.onTaken(name, client);
    if (this.offer.files.every((file) => this.gone.get(file.name) === "taken")) {
      this.onEmpty();
    }
  }
}

/** In constant time, so that nobody can find the path letter by letter. */
function isSame(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}

/** Whether a browser or a messenger looks ahead: that must not use the download up. https://wicg.github.io/nav-speculation/prefetch.html */
function isGlance({ headers }: IncomingMessage): boolean {
  const purposes = [headers["sec-purpose"], headers["purpose"], headers["x-purpose"], headers["x-moz"]];
  return /prefetch|prerender|preview/i.test(purposes.flat().join(" "));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, { status, body: `${text}\n`, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}

interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

function send(response: ServerResponse, answer: Answer): void {
  writeHead(response, answer);
  response.end(answer.body);
}

function writeHead(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    Connection: "close",
    ...headers,
  });
}
