import type { State } from "../state/state.ts";
import { connectTunnel, dropConnections } from "../state/tunnels.ts";
import type { RunConnector } from "./app.ts";

/** Plays cloudflared: connects a token's tunnel, if the tunnel exists and the token has its current secret. */
export function connectorsOf(state: State): RunConnector {
  return (token) => {
    const { t: id, s: secret } = readToken(token);
    const tunnel = state.tunnels.get(id);
    if (tunnel === undefined || tunnel.deletedAt !== null || tunnel.secret !== secret) return () => undefined;
    const { client_id } = connectTunnel(tunnel);
    return () => {
      dropConnections(tunnel, client_id);
    };
  };
}

function readToken(token: string): { readonly t: string; readonly s: string } {
  try {
    return JSON.parse(Buffer.from(token, "base64").toString("utf8")) as { t: string; s: string };
  } catch {
    return { t: "", s: "" };
  }
}
