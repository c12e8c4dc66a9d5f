import { randomBytes, randomUUID } from "node:crypto";
import {
  badTunnelConfiguration,
  invalidRequest,
  tunnelAlreadyDeleted,
  tunnelHasConnections,
  tunnelNameTaken,
  tunnelNotFound,
} from "../api/errors.ts";
import { breakTunnelStreams } from "./tunnel-streams.ts";
import type { IngressRule, State, Tunnel, TunnelConfiguration, TunnelConnection } from "./state.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NEW_SECRET_BYTES = 32;
/** The documentation says 32, but the API accepts the 24 that the provider's own tests send. */
const SECRET_BYTES_LEAST = 24;

/** A tunnel to create; `tunnelSecret` is base64, and by default made by Cloudflare. */
export interface NewTunnel {
  readonly name: string;
  readonly configSource: "cloudflare" | "local";
  readonly tunnelSecret: string | undefined;
}

/** Creates a tunnel. @throws ApiError 1013 when a tunnel that isn't deleted has the same name */
export function createTunnel(state: State, wanted: NewTunnel): Tunnel {
  checkName(state, wanted.name);
  checkSecret(wanted.tunnelSecret);
  const now = new Date().toISOString();
  const tunnel: Tunnel = {
    id: randomUUID(),
    name: wanted.name,
    secret: wanted.tunnelSecret ?? randomBytes(NEW_SECRET_BYTES).toString("base64"),
    configSource: wanted.configSource,
    createdAt: now,
    deletedAt: null,
    connections: [],
    connectionsActiveAt: null,
    connectionsInactiveAt: now,
    configuration: { version: 0, config: null, createdAt: now },
  };
  state.tunnels.set(tunnel.id, tunnel);
  return tunnel;
}

/** Returns a tunnel by its id, even a deleted one, as Cloudflare does. @throws ApiError */
export function findTunnel(state: State, id: string): Tunnel {
  const tunnel = state.tunnels.get(id);
  if (tunnel === undefined) throw tunnelNotFound();
  return tunnel;
}

/** Returns a tunnel that isn't deleted by its id. @throws ApiError */
export function findLiveTunnel(state: State, id: string): Tunnel {
  const tunnel = findTunnel(state, id);
  if (tunnel.deletedAt !== null) throw tunnelNotFound();
  return tunnel;
}

/** Changes a tunnel's name, its secret, or both. */
export function updateTunnel(
  state: State,
  tunnel: Tunnel,
  change: { readonly name?: string | undefined; readonly tunnelSecret?: string | undefined },
): Tunnel {
  if (change.name !== undefined && change.name !== tunnel.name) checkName(state, change.name);
  checkSecret(change.tunnelSecret);
  tunnel.name = change.name ?? tunnel.name;
  tunnel.secret = change.tunnelSecret ?? tunnel.secret;
  return tunnel;
}

/**
 * Marks a tunnel as deleted.
 * @param cascade also drops its connections
 * @throws ApiError 1022 while a connector is connected, without `cascade`
 */
export function deleteTunnel(tunnel: Tunnel, cascade: boolean): Tunnel {
  if (tunnel.deletedAt !== null) throw tunnelAlreadyDeleted();
  if (tunnel.connections.length > 0 && !cascade) throw tunnelHasConnections();
  dropConnections(tunnel, undefined);
  tunnel.deletedAt = new Date().toISOString();
  return tunnel;
}

/** Stores a tunnel's configuration as it was sent. @throws ApiError for an ingress that cloudflared would refuse */
export function configureTunnel(tunnel: Tunnel, config: TunnelConfiguration): void {
  checkIngress(config.ingress);
  tunnel.configuration = {
    version: tunnel.configuration.version + 1,
    config,
    createdAt: new Date().toISOString(),
  };
}

/** Adds a connection, as one more connector would. */
export function connectTunnel(tunnel: Tunnel): TunnelConnection {
  const id = randomUUID();
  const connection: TunnelConnection = {
    id,
    uuid: id,
    client_id: randomUUID(),
    client_version: "2026.8.0",
    colo_name: "DFW",
    is_pending_reconnect: false,
    opened_at: new Date().toISOString(),
    origin_ip: "198.51.100.1",
  };
  tunnel.connections.push(connection);
  tunnel.connectionsActiveAt ??= connection.opened_at;
  tunnel.connectionsInactiveAt = null;
  return connection;
}

/**
 * Drops the connections of one connector, or all if `clientId` is undefined. Dropping the last one breaks all streams
 * through the tunnel; new requests pass, because connectors reconnect by themselves.
 */
export function dropConnections(tunnel: Tunnel, clientId: string | undefined): void {
  const hadConnections = tunnel.connections.length > 0;
  tunnel.connections = tunnel.connections.filter(
    ({ client_id }) => clientId !== undefined && client_id !== clientId,
  );
  if (tunnel.connections.length > 0) return;
  if (hadConnections || clientId === undefined) breakTunnelStreams(tunnel);
  if (!hadConnections) return;
  tunnel.connectionsActiveAt = null;
  tunnel.connectionsInactiveAt = new Date().toISOString();
}

function checkName(state: State, name: string): void {
  if (name.trim() === "") throw invalidRequest("a tunnel needs a name");
  if (UUID.test(name)) throw invalidRequest("a tunnel's name must not be a UUID");
  for (const tunnel of state.tunnels.values()) {
    if (tunnel.deletedAt === null && tunnel.name === name) throw tunnelNameTaken();
  }
}

function checkSecret(secret: string | undefined): void {
  if (secret === undefined) return;
  const bytes = Buffer.from(secret, "base64");
  if (bytes.toString("base64") !== secret || bytes.length < SECRET_BYTES_LEAST) {
    throw invalidRequest(`tunnel_secret must be the base64 of at least ${SECRET_BYTES_LEAST} bytes`);
  }
}

// The conditions and texts of cloudflared's ingress validation:
// https://github.com/cloudflare/cloudflared/blob/master/ingress/ingress.go
function checkIngress(rules: readonly IngressRule[]): void {
  rules.forEach((rule, index) => {
    checkIngressHostname(rule.hostname ?? "");
    checkIngressService(rule.service);
    const matchesAll = ["", "*"].includes(rule.hostname ?? "") && (rule.path ?? "") === "";
    if (index === rules.length - 1 && !matchesAll) {
      throw badTunnelConfiguration(
        "The last ingress rule must match all URLs (i.e. it should not have a hostname or path filter)",
      );
    }
    if (index < rules.length - 1 && matchesAll) {
      throw badTunnelConfiguration(
        `Rule #${index + 1} is matching the hostname '${rule.hostname ?? ""}', but this will match every hostname, meaning the rules which follow it will never be triggered.`,
      );
    }
  });
}

function checkIngressHostname(hostname: string): void {
  if (hostname.includes(":")) throw badTunnelConfiguration("Hostname cannot contain a port");
  if (hostname.lastIndexOf("*") > 0 || (hostname.startsWith("*") && !/^\*(\.|$)/.test(hostname))) {
    throw badTunnelConfiguration(
      'Hostname patterns can have at most one wildcard character ("*") and it can only be used for subdomains, e.g. "*.example.com"',
    );
  }
}

function checkIngressService(service: string): void {
  if (/^http_status:[1-9][0-9]{2}$/.test(service)) return;
  if (["hello_world", "hello-world", "bastion", "socks-proxy"].includes(service)) return;
  if (/^unix(\+tls)?:/.test(service)) return;
  const url = URL.canParse(service) ? new URL(service) : undefined;
  if (url === undefined || !service.includes("://") || url.host === "") {
    throw badTunnelConfiguration(
      `${service} is an invalid address, please make sure it has a scheme and a hostname`,
    );
  }
  if (!["", "/"].includes(url.pathname) || service.endsWith("/")) {
    throw badTunnelConfiguration(
      `${service} is an invalid address, ingress rules don't support proxying to a different path on the origin service. The path will be the same as the eyeball request's path`,
    );
  }
}
