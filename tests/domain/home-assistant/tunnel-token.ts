/** A token as cloudflared takes it. */
export function tokenOf(tunnel: string, secret = "c2VjcmV0"): string {
  return Buffer.from(JSON.stringify({ a: "account", t: tunnel, s: secret })).toString("base64");
}
