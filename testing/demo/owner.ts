import type { Simulator } from "cloudflare-simulator";

/** Does by hand, through the API, what an owner does in the dashboard. Gives the `result` of the answer. */
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
