/**
 * Whether Cloudflare accepts a certificate with this status; one that is being reactivated is no longer revoked.
 * https://developers.cloudflare.com/api/resources/client_certificates/
 */
export function isUsable(status: string | undefined): boolean {
  return status === "active" || status === "pending_reactivation";
}
