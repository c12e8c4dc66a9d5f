import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";

/**
 * A client of Cloudflare's API over Node's own fetch, for the few requests that this project sends. The official client
 * takes ten times as long to load as one of these requests, in every command that a run starts.
 * https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/
 */
export interface CloudflareApi {
  /** Returns the `result` of a GET. @throws ApiError, ConnectionError, or ZodError for an unexpected answer */
  get<T>(path: string, schema: z.ZodType<T>, query?: Query): Promise<T>;
  /** Returns the entries of all pages of a list. */
  list<T>(path: string, item: z.ZodType<T>, query?: Query): Promise<T[]>;
  /** Sends a change; returns the unparsed `result`, or undefined if the answer has none. */
  send(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<unknown>;
  /** A GET with the answer's date in ms since 1970, or NaN if the answer has no date. */
  getDated<T>(path: string, schema: z.ZodType<T>): Promise<{ readonly result: T; readonly date: number }>;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface ApiOptions {
  readonly token: string;
  /** Base URL of the API; by default CLOUDFLARE_BASE_URL, as for Cloudflare's provider, or else Cloudflare's own. */
  readonly baseUrl?: string | undefined;
  readonly fetch?: typeof fetch;
}

/** Cloudflare refused a request. */
export class ApiError extends Error {
  readonly status: number;
  /** Cloudflare's error codes. https://developers.cloudflare.com/fundamentals/api/troubleshooting/ */
  readonly codes: readonly number[];
  /** Cloudflare's page about the error, if the answer links to one. */
  readonly documentationUrl: string | undefined;
  /** Cloudflare's messages, without status and codes. */
  readonly detail: string;

  constructor(status: number, errors: readonly z.output<typeof fault>[], text: string) {
    const summary = errors.map(({ code, message }) => `${message ?? ""} (${code ?? "no code"})`).join("; ");
    super(`${status} ${summary === "" ? text.slice(0, 300) : summary}`.trim());
    this.status = status;
    this.detail = errors.map(({ message }) => message ?? "").join("; ");
    this.codes = errors.flatMap(({ code }) => code ?? []);
    this.documentationUrl = errors.flatMap(({ documentation_url: url }) => url ?? [])[0];
  }
}

/** Cloudflare did not answer. */
export class ConnectionError extends Error {}

const fault = z.looseObject({
  code: z.number().nullish(),
  message: z.string().nullish(),
  documentation_url: z.string().nullish(),
});

const envelope = z.looseObject({
  errors: z.array(fault).nullish(),
  result: z.unknown().optional(),
  result_info: z.looseObject({ per_page: z.number().nullish(), total_count: z.number().nullish() }).nullish(),
});

/** Builds a path in which each id is a single segment, whatever characters it contains. */
export function path(parts: TemplateStringsArray, ...ids: readonly string[]): string {
  return parts.map((part, index) => part + encodeURIComponent(ids[index] ?? "")).join("");
}

const cloudflare = "https://api.cloudflare.com/client/v4";

/** Returns a client that uses the token. Paths are relative to `/client/v4/`. */
export function connectApi(options: ApiOptions): CloudflareApi {
  const get = async (at: string, query: Query = {}): Promise<ParsedAnswer> =>
    read(await sendPatiently(options, { method: "GET", path: withQuery(at, query) }));
  return {
    get: async (at, schema, query) => schema.parse((await get(at, query)).envelope.result),
    getDated: async (at, schema) => {
      const { envelope: answer, date } = await get(at);
      return { result: schema.parse(answer.result), date };
    },
    list: async (at, item, query = {}) => {
      const all: unknown[] = [];
      for (let page = 1; ; page += 1) {
        const { envelope: answer } = await get(at, page === 1 ? query : { ...query, page });
        const found = z.array(z.unknown()).parse(answer.result ?? []);
        all.push(...found);
        if (found.length === 0 || isLast(answer, page)) {
          return z.array(item).parse(all);
        }
      }
    },
    send: async (method, at, body) => {
      const { envelope: answer } = await read(await sendPatiently(options, { method, path: at, body }));
      return answer.result;
    },
  };
}

function withQuery(at: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(key, String(value));
  }
  return parameters.size === 0 ? at : `${at}?${parameters.toString()}`;
}

function isLast({ result_info: info }: ParsedAnswer["envelope"], page: number): boolean {
  const { per_page: perPage, total_count: total } = info ?? {};
  return info == null || (perPage != null && total != null && page * perPage >= total);
}

interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

const retries = 2;
const timeoutMs = 60_000;

/** Retries after a broken connection, 408, 409, 429 and 5xx, as Cloudflare's official clients do. */
async function sendPatiently(options: ApiOptions, request: ApiRequest): Promise<Response> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await sendOnce(options, request).catch((error: unknown) => {
      if (attempt === retries) {
        throw new ConnectionError(causeOf(error), { cause: error });
      }
      return undefined;
    });
    if (answer !== undefined && (attempt === retries || !isRetriable(answer))) {
      return answer;
    }
    await answer?.body?.cancel();
    await wait(pauseMs(attempt, answer?.headers.get("retry-after")));
  }
}

function sendOnce(options: ApiOptions, { method, path: at, body }: ApiRequest): Promise<Response> {
  const { token, baseUrl, fetch: send = fetch } = options;
  const base = baseUrl ?? process.env["CLOUDFLARE_BASE_URL"] ?? cloudflare;
  return send(`${base.replace(/\/$/, "")}/${at}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
}

function isRetriable({ status, headers }: Response): boolean {
  const advice = headers.get("x-should-retry");
  if (advice === "true" || advice === "false") {
    return advice === "true";
  }
  return [408, 409, 429].includes(status) || status >= 500;
}

/** `retry-after` is in seconds. https://developers.cloudflare.com/fundamentals/api/reference/limits/ */
function pauseMs(attempt: number, retryAfter: string | null | undefined): number {
  const requested = Number(retryAfter ?? NaN) * 1000;
  return requested > 0 && requested <= timeoutMs ? requested : 500 * 2 ** attempt;
}

interface ParsedAnswer {
  readonly envelope: z.output<typeof envelope>;
  readonly date: number;
}

async function read(answer: Response): Promise<ParsedAnswer> {
  const text = await answer.text();
  const parsed = envelope.safeParse(parseJson(text));
  if (!answer.ok) {
    throw new ApiError(answer.status, parsed.data?.errors ?? [], text);
  }
  // Some DELETE requests are answered with 204 and no body.
  const date = Date.parse(answer.headers.get("date") ?? "");
  return { envelope: parsed.data ?? { result: undefined }, date };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? error.cause.message : error.message;
}
