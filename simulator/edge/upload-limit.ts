import type { ClientRequest } from "./client.ts";
import type { State } from "../state/state.ts";

const MEGABYTE = 1024 * 1024;

/**
 * The longest request body (bytes) that the zone takes: the setting `max_upload`, 100 MB on Free and Pro. Which
 * megabyte Cloudflare means is not documented.
 * https://developers.cloudflare.com/support/troubleshooting/http-status-codes/4xx-client-error/error-413/
 */
export function uploadLimit(state: State): number {
  return Number(state.settings.get("max_upload")?.value ?? 100) * MEGABYTE;
}

/** Whether the request says by itself that its body is too long. */
export function isTooLong(message: ClientRequest, limit: number): boolean {
  return Number(message.headers["content-length"] ?? 0) > limit;
}

/** Calls back, once, when more of the body has come than the limit allows. */
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
