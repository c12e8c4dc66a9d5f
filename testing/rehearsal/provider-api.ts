import { setTimeout as wait } from "node:timers/promises";
import { sortKeys } from "./api-names.ts";

/** A request to the API, with its path below the base URL. */
export type ProviderRequest = [method: "GET" | "POST" | "PUT" | "PATCH", path: string, body?: unknown];

/** The provider's client of Cloudflare's API. */
export interface ProviderApi {
  /**
   * Sends one request and returns the response's `result`.
   * @throws Error in the provider's words when the request fails
   */
  request(...request: ProviderRequest): Promise<unknown>;
}

/**
 * Creates a client that retries like the provider's: ten times after a broken connection, 408, 409, 429 or 5xx, unless the
 * response has another instruction in `x-should-retry`.
 * https://github.com/cloudflare/cloudflare-go/blob/v7.7.0/internal/requestconfig/requestconfig.go
 */
export function connectProviderApi({ baseUrl, token }: { baseUrl: string; token: string }): ProviderApi {
  const base = baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`;
  return {
    request: async (method, path, body) => {
      const url = `${base}${path}`;
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      };
      const content = body === undefined ? {} : { body: JSON.stringify(sortKeys(body)) };
      const answer = await sendWithRetries(url, { method, headers, ...content });
      const text = await answer.text();
      if (!answer.ok) {
        const status = `${answer.status} ${answer.statusText}`;
        throw new Error(`failed to make http request: ${method} "${url}": ${status} ${text}`);
      }
      return (JSON.parse(text) as { result: unknown }).result;
    },
  };
}

const retries = 10;

async function sendWithRetries(url: string, request: RequestInit, attempt = 0): Promise<Response> {
  let answer: Response | undefined;
  try {
    answer = await fetch(url, request);
  } catch (error) {
    if (attempt === retries) throw new Error(connectionError(url, request, error), { cause: error });
  }
  if (answer !== undefined && (attempt === retries || !isRetryable(answer))) return answer;
  await wait(Math.min(2000 * 2 ** attempt, 30_000));
  return sendWithRetries(url, request, attempt + 1);
}

function isRetryable({ status, headers }: Response): boolean {
  const advice = headers.get("x-should-retry");
  if (advice === "true" || advice === "false") return advice === "true";
  return [408, 409, 429].includes(status) || status >= 500;
}

function connectionError(url: string, { method }: RequestInit, error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  return `failed to make http request: ${method ?? "GET"} "${url}": ${cause}`;
}
