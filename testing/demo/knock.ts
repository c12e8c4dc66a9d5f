import type { IncomingMessage } from "node:http";
import * as http from "node:http";
import * as https from "node:https";
import { WebSocket } from "ws";

/** What a client shows when the edge asks for a certificate. */
export type Credentials =
  { readonly pfx: Buffer; readonly passphrase: string } | { readonly key: string; readonly cert: string };

/** A way to the edge. */
export interface EdgeAddress {
  readonly port: number;
  /** PEM of the authority of the edge's server certificates. */
  readonly ca: string;
  /** The name in the TLS handshake. */
  readonly hostname: string;
  /** The Host header, where it is not the same. */
  readonly host?: string;
  readonly credentials?: Credentials;
}

/** What came back; status 0 means that there was no answer, and the text says why. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly location: string | undefined;
}

/** Asks for the start page over HTTPS. */
export function knock(door: EdgeAddress): Promise<Answer> {
  return new Promise((resolve) => {
    const request = https.request({ ...tlsOptions(door), port: door.port, path: "/", agent: false });
    listen(request, resolve);
  });
}

/** Asks for the start page over plain HTTP. */
export function knockPlainly({ port, host }: { port: number; host: string }): Promise<Answer> {
  return new Promise((resolve) => {
    listen(http.request({ host: "127.0.0.1", port, path: "/", headers: { host }, agent: false }), resolve);
  });
}

/** Opens Home Assistant's WebSocket and waits for its first message, which is the answer's text. */
export function knockByWebSocket(door: EdgeAddress): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`wss://127.0.0.1:${door.port}/api/websocket`, tlsOptions(door));
    socket.on("message", (data: Buffer) => {
      resolve({ status: 101, text: data.toString("utf8"), location: undefined });
      socket.close();
    });
    socket.on("unexpected-response", (request, response) => {
      read(response, resolve);
      response.on("end", () => request.destroy());
    });
    socket.on("error", (error) => {
      resolve(noAnswer(error));
    });
  });
}

function tlsOptions({ ca, hostname, host, credentials }: EdgeAddress) {
  return {
    host: "127.0.0.1",
    servername: hostname,
    headers: { host: host ?? hostname },
    ca,
    timeout: 10_000,
    ...credentials,
  };
}

function listen(request: http.ClientRequest, resolve: (answer: Answer) => void): void {
  request.on("response", (response) => {
    read(response, resolve);
  });
  request.on("timeout", () => request.destroy(new Error("no answer within 10 seconds")));
  request.on("error", (error) => {
    resolve(noAnswer(error));
  });
  request.end();
}

function read(response: IncomingMessage, resolve: (answer: Answer) => void): void {
  const chunks: Buffer[] = [];
  response.on("data", (chunk: Buffer) => chunks.push(chunk));
  response.on("error", (error) => {
    resolve(noAnswer(error));
  });
  response.on("end", () => {
    const text = Buffer.concat(chunks).toString("utf8");
    resolve({ status: response.statusCode ?? 0, text, location: response.headers.location });
  });
}

const noAnswer = (error: Error): Answer => ({ status: 0, text: error.message, location: undefined });
