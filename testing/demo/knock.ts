import * as https from "node:https";
import { WebSocket } from "ws";
import { messageOf } from "../../domain/failure.ts";
import { type Answer, answerOf, knockPlainly } from "../../cli/verify-live/knock.ts";

/** The certificate that a client presents. */
export type TlsCredentials =
  { readonly pfx: Buffer; readonly passphrase: string } | { readonly key: string; readonly cert: string };

/** Where and how a client connects to the edge. */
export interface EdgeAddress {
  readonly port: number;
  /** PEM of the CA that signs the edge's server certificates. */
  readonly ca: string;
  /** The name in the TLS handshake. */
  readonly hostname: string;
  /** The Host header; default: the hostname. */
  readonly host?: string;
  readonly credentials?: TlsCredentials;
}

/** A response; status 0 means that there was none, and the text says why. */
export interface KnockResult {
  readonly status: number;
  readonly text: string;
  readonly location: string | undefined;
}

/** Requests the start page over HTTPS. */
export function knock(door: EdgeAddress): Promise<KnockResult> {
  const { hostname, port } = door;
  const request = https.request({ ...tlsOptions(door), path: "/", agent: false, timeout: 10_000 });
  return resultOf(answerOf(request, { hostname, connect: { host: loopback, port }, authorities: door.ca }));
}

/** Requests the start page over plain HTTP. */
export function knockWithoutTls(hostname: string, port: number): Promise<KnockResult> {
  const address = { hostname, connect: { host: loopback, port }, authorities: undefined };
  return resultOf(knockPlainly(address, "/"));
}

/** Opens Home Assistant's WebSocket and waits for its first message, which is the result's text. */
export function knockByWebSocket(door: EdgeAddress): Promise<KnockResult> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`wss://${loopback}:${door.port}/api/websocket`, {
      ...tlsOptions(door),
      handshakeTimeout: 10_000,
    });
    socket.on("message", (data: Buffer) => {
      resolve({ status: 101, text: data.toString("utf8"), location: undefined });
      socket.close();
    });
    socket.on("unexpected-response", (request, { statusCode = 0, headers }) => {
      resolve({ status: statusCode, text: "", location: headers.location });
      request.destroy();
    });
    socket.on("error", (error) => {
      resolve(noResponse(error));
    });
  });
}

const loopback = "127.0.0.1";

function tlsOptions({ port, ca, hostname, host = hostname, credentials }: EdgeAddress) {
  return { host: loopback, port, servername: hostname, headers: { host }, ca, ...credentials };
}

async function resultOf(answering: Promise<Answer>): Promise<KnockResult> {
  try {
    const { status, headers, body } = await answering;
    return { status, text: body, location: headers.location };
  } catch (error) {
    return noResponse(error);
  }
}

function noResponse(error: unknown): KnockResult {
  return { status: 0, text: messageOf(error).split("\n")[0] ?? "", location: undefined };
}
