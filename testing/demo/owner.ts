import type { Simulator } from "cloudflare-simulator";

/**
 * Sends a request to the API, as the dashboard does for an owner, and returns the response's `result`.
 * @throws Error unless the response is 2xx
 */
export async function askApi(
  { api, apiToken }: Pick<Simulator, "api" | "apiToken">,
  method: "GET" | "POST" | "PATCH" | "DELETE",
  ...[path, body]: readonly [path: string, body?: unknown]
): Promise<unknown> {
  const answer = await fetch(`${api}/${path}`, {
    method,
    headers: { authorization: `Bearer ${apiToken}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { result: unknown }).result;
}
