import { randomBytes } from "node:crypto";
import Cloudflare from "cloudflare";
import { connect, need, run } from "./api.ts";

/**
 * Runs right before the tunnel is deleted, which Cloudflare refuses while a connector is connected (error 1022).
 * A new secret keeps the connector from coming back, then its connections are closed.
 */
void run(async () => {
  const api = connect(process.env).zeroTrust.tunnels.cloudflared;
  const account_id = need(process.env, "ACCOUNT_ID");
  const tunnel = need(process.env, "TUNNEL_ID");
  try {
    await api.edit(tunnel, { account_id, tunnel_secret: randomBytes(32).toString("base64") });
    await api.connections.delete(tunnel, { account_id });
  } catch (error) {
    // A tunnel that is gone has no connections.
    if (!(error instanceof Cloudflare.NotFoundError)) {
      throw error;
    }
  }
});
