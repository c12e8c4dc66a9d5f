import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEdgeCertificates } from "./tls/certificates.ts";
import { handleRequests } from "./handler.ts";
import { EdgeLog, type EdgeLogEntry } from "./log.ts";
import {
  type HomeAssistant,
  type HomeAssistantOptions,
  startHomeAssistant,
} from "../home-assistant/home-assistant.ts";
import type { State } from "../state/state.ts";
import { TlsFront } from "./tls/tls-front.ts";

export interface EdgeOptions {
  /** Read anew for every connection and every request. */
  readonly state: State;
  /** Stands in for every origin that is not on this machine; default a built-in Home Assistant stand-in. */
  readonly origin?: string;
  /** How the built-in stand-in is configured; by default it trusts the edge as its proxy. */
  readonly homeAssistant?: HomeAssistantOptions;
  /** 0 takes any free port. */
  readonly ports: { readonly https: number; readonly http: number };
}

export interface Edge {
  readonly httpsPort: number;
  readonly httpPort: number;
  /** PEM file of the CA that signs the edge's server certificates. */
  readonly caPath: string;
  /** The built-in stand-in, unless an origin was given. */
  readonly homeAssistant: HomeAssistant | undefined;
  /** The latest requests, oldest first. */
  log(): readonly EdgeLogEntry[];
  close(): Promise<void>;
}

/**
 * Starts Cloudflare's edge for one zone on 127.0.0.1: HTTPS with HTTP/1.1 and HTTP/2 over TLS 1.2 and 1.3, and plain
 * HTTP. It asks for a client certificate on associated hostnames only, judges by the zone's rules, and forwards through
 * the tunnel's ingress. A connection may carry requests for every name of the zone: each is judged with the certificate
 * of the connection. HTTP/3, WebSockets over HTTP/2, caching, Workers and redirect rules are not modelled.
 */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const cleanups: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    return await open(options, cleanups, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  options: EdgeOptions,
  cleanups: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Edge> {
  const { state } = options;
  const certificates = await createEdgeCertificates(state.zone.name);
  const folder = await mkdtemp(join(tmpdir(), "ha-mtls-edge-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const caPath = join(folder, "edge-ca.pem");
  await writeFile(caPath, certificates.authority);

  const homeAssistant =
    options.origin === undefined
      ? await startHomeAssistant(options.homeAssistant ?? trustingEdge)
      : undefined;
  if (homeAssistant) cleanups.push(() => homeAssistant.close());
  const log = new EdgeLog();
  const context = { state, origin: options.origin ?? homeAssistant?.url ?? "", log };

  const front = new TlsFront(state, certificates, (server) => {
    handleRequests(server, context);
  });
  cleanups.push(() => front.close());
  const plain = http.createServer();
  const sockets = trackSockets(plain);
  cleanups.push(() => closeServer(plain, sockets));
  handleRequests(plain, context);

  return {
    httpsPort: await listen(front.server, options.ports.https),
    httpPort: await listen(plain, options.ports.http),
    caPath,
    homeAssistant,
    log: () => log.list(),
    close,
  };
}

const trustingEdge: HomeAssistantOptions = { useXForwardedFor: true, trustedProxies: ["127.0.0.1"] };

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function trackSockets(server: Server): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  return sockets;
}

async function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  for (const socket of sockets) socket.destroy();
  await closed;
}
