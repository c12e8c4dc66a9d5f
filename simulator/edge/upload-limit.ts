import type { ClientRequest } from "./client.ts";
import type { State } from "../state/state.ts";

const MEGABYTE = 1024 * 1024;

/**
 * The zone's limit for a request body in bytes: the setting `max_upload`, 100 MB on Free and Pro. Whether Cloudflare means
 * 10⁶ or 2²⁰ bytes by a megabyte is not documented.
 * https://developers.cloudflare.com/support/troubleshooting/http-status-codes/4xx-client-error/error-413/
 */
export function uploadLimit(state: State): number {
  return Number(state.settings.get("max_upload")?.value ?? 100) * MEGABYTE;
}

/** Whether the request declares a body longer than the limit (bytes). */
export function isTooLong(message: ClientRequest, limit: number): boolean {
  return Number(message.headers["content-length"] ?? 0) > limit;
}

/** Calls `tooLong` once when more than `limit` bytes of the body have arrived. */
export function watchLength(message: ClientRequest, limit: number, tooLong: () => void): void {
  let received = 0;
  const count = (chunk: Buffer): void => {
    received += chunk.length;
    if (received <= limit) return;
    message.off("data", count);
    tooLong();
  };
  message.on("data", count);
}
