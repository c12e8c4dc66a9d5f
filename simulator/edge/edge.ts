import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closerOf } from "./closer.ts";
import { createEdgeCertificates } from "./tls/certificates.ts";
import { handleRequests } from "./handler.ts";
import type { EdgeLogEntry } from "./log.ts";
import {
  type HomeAssistant,
  type HomeAssistantOptions,
  startHomeAssistant,
} from "../home-assistant/home-assistant.ts";
import { Latest } from "../latest.ts";
import type { State } from "../state/state.ts";
import { TlsFront } from "./tls/tls-front.ts";

export interface EdgeOptions {
  /** Read again for each connection and each request. */
  readonly state: State;
  /** Stands in for all origins outside this machine; default: a built-in stand-in for Home Assistant. */
  readonly origin?: string | undefined;
  /** Configuration of the built-in stand-in; by default it trusts the edge as its proxy. */
  readonly homeAssistant?: HomeAssistantOptions | undefined;
  /** 0, the default, picks any free port. */
  readonly httpsPort?: number | undefined;
}

/** A running edge. */
export interface Edge {
  readonly httpsPort: number;
  readonly httpPort: number;
  /** PEM file of the CA that signs the edge's server certificates. */
  readonly caPath: string;
  /** The built-in stand-in; undefined when an origin was given. */
  readonly homeAssistant: HomeAssistant | undefined;
  /** The latest requests, oldest first. */
  log(): readonly EdgeLogEntry[];
  close(): Promise<void>;
}

/**
 * Starts Cloudflare's edge for one zone on 127.0.0.1: HTTPS with HTTP/1.1 and HTTP/2 over TLS 1.2 and 1.3, and plain
 * HTTP. It requests a client certificate on associated hostnames only, evaluates the zone's rules, and forwards through the
 * tunnel's ingress. A connection may carry requests for all names of the zone; each is judged with the connection's
 * certificate. HTTP/3, WebSockets over HTTP/2, caching, Workers and redirect rules are not modelled.
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
  const log = new Latest<EdgeLogEntry>(1_000);
  const context = { state, origin: options.origin ?? homeAssistant?.url ?? "", log };

  const front = new TlsFront(state, certificates, (server) => {
    handleRequests(server, context);
  });
  cleanups.push(() => front.close());
  const plain = http.createServer();
  cleanups.push(closerOf(plain));
  handleRequests(plain, context);

  return {
    httpsPort: await listen(front.server, options.httpsPort ?? 0),
    httpPort: await listen(plain, 0),
    caPath,
    homeAssistant,
    log: () => log.list(),
    close,
  };
}

const trustingEdge: HomeAssistantOptions = { useXForwardedFor: true, trustedProxies: ["127.0.0.1"] };

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
