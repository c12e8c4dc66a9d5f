import { Hono } from "hono";
import { z } from "zod";
import { parameter, readBody, success, withoutNulls } from "../envelope.ts";
import { successPage } from "../paging.ts";
import type { State, Tunnel, TunnelConfiguration, TunnelConnection } from "../../state/state.ts";
import {
  configureTunnel,
  createTunnel,
  deleteTunnel,
  dropConnections,
  findLiveTunnel,
  findTunnel,
  updateTunnel,
} from "../../state/tunnels.ts";

const NEW_TUNNEL = withoutNulls(
  z.looseObject({
    name: z.string(),
    config_src: z.enum(["local", "cloudflare"]).default("local"),
    tunnel_secret: z.string().optional(),
  }),
);

const TUNNEL_CHANGE = withoutNulls(
  z.looseObject({ name: z.string().optional(), tunnel_secret: z.string().optional() }),
);

const CONFIGURATION = z.looseObject({
  config: z.looseObject({
    ingress: z
      .array(
        withoutNulls(
          z.looseObject({
            hostname: z.string().optional(),
            path: z.string().optional(),
            service: z.string(),
            originRequest: z.record(z.string(), z.unknown()).optional(),
          }),
        ),
      )
      .min(1),
  }),
});

const PAGE_SIZE = { usual: 20, least: 1, most: 1000 };

/** Tunnels, their remote configuration, connections and token: `/accounts/{account}/cfd_tunnel`. */
export function tunnelRoutes(state: State): Hono {
  const routes = new Hono();
  routes.get("/", (c) =>
    successPage(
      c,
      listTunnels(state, c.req.query()).map((tunnel) => tunnelResult(state, tunnel)),
      PAGE_SIZE,
    ),
  );
  routes.post("/", async (c) => {
    const body = await readBody(c, NEW_TUNNEL);
    const tunnel = createTunnel(state, {
      name: body.name,
      configSource: body.config_src,
      tunnelSecret: body.tunnel_secret,
    });
    return success(c, tunnelResult(state, tunnel));
  });
  routes.get("/:tunnel", (c) => success(c, tunnelResult(state, findTunnel(state, parameter(c, "tunnel")))));
  routes.patch("/:tunnel", async (c) => {
    const body = await readBody(c, TUNNEL_CHANGE);
    const tunnel = findLiveTunnel(state, parameter(c, "tunnel"));
    updateTunnel(state, tunnel, { name: body.name, tunnelSecret: body.tunnel_secret });
    return success(c, tunnelResult(state, tunnel));
  });
  routes.delete("/:tunnel", (c) => {
    const tunnel = findTunnel(state, parameter(c, "tunnel"));
    return success(c, tunnelResult(state, deleteTunnel(tunnel, c.req.query("cascade") === "true")));
  });
  routes.get("/:tunnel/token", (c) =>
    success(c, tunnelToken(state, findLiveTunnel(state, parameter(c, "tunnel")))),
  );
  routes.route("/:tunnel/configurations", configurationRoutes(state));
  routes.route("/:tunnel/connections", connectionRoutes(state));
  return routes;
}

function configurationRoutes(state: State): Hono {
  const routes = new Hono();
  routes.get("/", (c) => success(c, configurationResult(state, findTunnel(state, parameter(c, "tunnel")))));
  routes.put("/", async (c) => {
    const { config } = await readBody(c, CONFIGURATION);
    const tunnel = findLiveTunnel(state, parameter(c, "tunnel"));
    configureTunnel(tunnel, config as TunnelConfiguration);
    return success(c, configurationResult(state, tunnel));
  });
  return routes;
}

function connectionRoutes(state: State): Hono {
  const routes = new Hono();
  routes.get("/", (c) => success(c, connectors(findTunnel(state, parameter(c, "tunnel")))));
  routes.delete("/", (c) => {
    dropConnections(findLiveTunnel(state, parameter(c, "tunnel")), c.req.query("client_id"));
    return success(c, null);
  });
  return routes;
}

function listTunnels(state: State, query: Readonly<Record<string, string>>): Tunnel[] {
  const { name, is_deleted, uuid, status, include_prefix, exclude_prefix } = query;
  return [...state.tunnels.values()].filter(
    (tunnel) =>
      (name === undefined || tunnel.name === name) &&
      (is_deleted === undefined || String(tunnel.deletedAt !== null) === is_deleted) &&
      (uuid === undefined || tunnel.id === uuid) &&
      (status === undefined || tunnelStatus(tunnel) === status) &&
      (include_prefix === undefined || tunnel.name.startsWith(include_prefix)) &&
      (exclude_prefix === undefined || !tunnel.name.startsWith(exclude_prefix)),
  );
}

/** A tunnel as the API returns it; its connections are only in `…/connections`. */
export function tunnelResult(state: State, tunnel: Tunnel): object {
  return {
    id: tunnel.id,
    account_tag: state.accountId,
    name: tunnel.name,
    config_src: tunnel.configSource,
    remote_config: tunnel.configSource === "cloudflare",
    created_at: tunnel.createdAt,
    deleted_at: tunnel.deletedAt,
    conns_active_at: tunnel.connectionsActiveAt,
    conns_inactive_at: tunnel.connectionsInactiveAt,
    status: tunnelStatus(tunnel),
    tun_type: "cfd_tunnel",
    metadata: {},
  };
}

/** A tunnel's remote configuration as the API returns it, without `config` until one is written. */
function configurationResult(state: State, tunnel: Tunnel): object {
  const { version, config, createdAt } = tunnel.configuration;
  return {
    account_id: state.accountId,
    tunnel_id: tunnel.id,
    version,
    ...(config === null ? {} : { config }),
    source: tunnel.configSource,
    created_at: createdAt,
  };
}

function tunnelStatus(tunnel: Tunnel): "healthy" | "down" | "inactive" {
  if (tunnel.connections.length > 0) return "healthy";
  return tunnel.connectionsInactiveAt === tunnel.createdAt ? "inactive" : "down";
}

/** The argument of `cloudflared tunnel run --token`. */
function tunnelToken(state: State, tunnel: Tunnel): string {
  const token = { a: state.accountId, t: tunnel.id, s: tunnel.secret };
  return Buffer.from(JSON.stringify(token)).toString("base64");
}

function connectors(tunnel: Tunnel): object[] {
  const byClient = new Map<string, TunnelConnection[]>();
  for (const connection of tunnel.connections) {
    byClient.set(connection.client_id, [...(byClient.get(connection.client_id) ?? []), connection]);
  }
  return [...byClient].map(([id, conns]) => ({
    id,
    arch: "linux_amd64",
    config_version: tunnel.configuration.version,
    conns,
    features: ["ha-origin"],
    run_at: conns[0]?.opened_at,
    version: conns[0]?.client_version,
  }));
}
