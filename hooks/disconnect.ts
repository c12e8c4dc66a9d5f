import { randomBytes } from "node:crypto";
import { path } from "../zone/api.ts";
import { unlessMissing } from "../zone/ask.ts";
import { connect, need, runHook } from "./program.ts";

/**
 * Disconnects the connector right before the tunnel is deleted, which Cloudflare refuses while one is connected (1022).
 * First the tunnel gets a new secret, so that the connector can't come back.
 */
void runHook("closing the tunnel's connections", async () => {
  const api = connect(process.env);
  const tunnel = path`accounts/${need(process.env, "ACCOUNT_ID")}/cfd_tunnel/${need(process.env, "TUNNEL_ID")}`;
  const tunnel_secret = randomBytes(32).toString("base64");
  // A tunnel that no longer exists has no connections.
  await unlessMissing(api.send("PATCH", tunnel, { tunnel_secret }));
  await unlessMissing(api.send("DELETE", `${tunnel}/connections`));
});
