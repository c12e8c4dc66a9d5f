import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type tls from "node:tls";
import type { Edge } from "cloudflare-simulator/edge/edge.ts";

/** The edge's ports, and the CA of its certificates. */
type EdgeAddress = Pick<Edge, "httpsPort" | "httpPort" | "caPath">;

export interface Question {
  /** The server name in the handshake; default: the host. */
  readonly sni?: string;
  readonly host: string;
  readonly path?: string;
  readonly method?: string;
  readonly identity?: { readonly key: string; readonly certificate: string };
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | NodeJS.ReadableStream;
  readonly maxVersion?: "TLSv1.2" | "TLSv1.3";
  /** False: plain HTTP. */
  readonly tls?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** Sends one request over a connection of its own. */
export function ask(edge: EdgeAddress, question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = open(edge, question);
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 0, headers, rawHeaders } = response;
        resolve({ status: statusCode, headers, rawHeaders, body: Buffer.concat(chunks).toString() });
      });
    });
    if (question.body === undefined || typeof question.body === "string") request.end(question.body);
    else question.body.pipe(request);
  });
}

function open(edge: EdgeAddress, question: Question): http.ClientRequest {
  const { host, path = "/", method = "GET", headers = {}, tls = true } = question;
  const common = {
    host: "127.0.0.1",
    method,
    path,
    headers: { host, ...headers },
    agent: false,
  };
  if (!tls) return http.request({ ...common, port: edge.httpPort });
  return https.request({ ...common, port: edge.httpsPort, ...tlsOptions(edge, question) });
}

/** The options of a TLS client of the edge. */
export function tlsOptions(
  edge: EdgeAddress,
  { sni, host, identity, maxVersion }: Question,
): tls.ConnectionOptions {
  return {
    servername: sni ?? host,
    ca: readFileSync(edge.caPath),
    ...(identity && { key: identity.key, cert: identity.certificate }),
    ...(maxVersion && { maxVersion }),
  };
}
