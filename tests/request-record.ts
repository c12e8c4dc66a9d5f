import type { LoggedRequest } from "cloudflare-simulator/request-log.ts";

/** A request in which everything that varies between runs is replaced by a placeholder. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** The file with the requests that the real providers send. */
export const recordFile = "tests/request-record.json";

/** The configuration whose first `up` is recorded. */
export const recordedConfiguration = {
  zone: "example.com",
  hostname: "ha.example.com",
  keyAlgorithm: "ecdsa-p256",
  organization: "Example Family",
  devices: [{ name: "anna-phone" }, { name: "ben-laptop", validityDays: 365 }],
} as const;

/**
 * Makes the requests of one run comparable with those of another: without ids, keys and times; sorted, because
 * independent requests come in any order; and each look-up once, because only the engine previews.
 */
export function recordRequests(requests: readonly LoggedRequest[]): RecordedRequest[] {
  const texts = requests.map(({ method, path, body }) =>
    withoutIds(JSON.stringify({ method, path, body: withoutKeys(body) })),
  );
  return [...new Set(texts)].sort().map((text) => JSON.parse(text) as RecordedRequest);
}

function withoutIds(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<tunnel>")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "<pin>")
    .replaceAll(/\b[0-9a-f]{32}\b/g, "<id>");
}

function withoutKeys(body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return body;
  }
  const named = Object.entries(body).map(([key, value]: [string, unknown]) =>
    ["csr", "tunnel_secret"].includes(key) ? [key, `<${key}>`] : [key, value],
  );
  return Object.fromEntries(named);
}
