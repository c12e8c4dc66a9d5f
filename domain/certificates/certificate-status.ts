/**
 * Whether a certificate of that status lets its device in: one that is being made valid again is not revoked.
 * https://developers.cloudflare.com/api/resources/client_certificates/
 */
export function isUsable(status: string | undefined): boolean {
  return status === "active" || status === "pending_reactivation";
}
