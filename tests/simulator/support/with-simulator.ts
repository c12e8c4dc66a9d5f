import Cloudflare, { APIError } from "cloudflare";
import { type CloudflareApi, connectApi } from "../../../zone/api.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "cloudflare-simulator";
import { fetchChecked } from "./check-shape.ts";

/** A simulator for the tests of one file, with the official SDK as its client. */
export interface SimulatorUnderTest {
  readonly simulator: Simulator;
  readonly client: Cloudflare;
  /** Creates the product's own client, which can use another fetch. */
  readonly api: (through?: typeof fetch) => CloudflareApi;
  readonly zone: { readonly zone_id: string };
  readonly account: { readonly account_id: string };
  /** Calls a control route: `control("PUT", "/limits", {...})`. Throws unless it answers 2xx. */
  readonly control: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** Sends a plain request to the API, for what the SDK wouldn't send. */
  readonly send: (path: string, init?: Sent) => Promise<Response>;
}

type Sent = Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

/** Starts a simulator for each test of the file that calls this. */
export function withSimulator(options: SimulatorOptions = {}): SimulatorUnderTest {
  let simulator: Simulator | undefined;
  beforeEach(async () => {
    simulator = await startSimulator(options);
  });
  afterEach(() => simulator?.close());
  const running = (): Simulator => {
    if (simulator === undefined) throw new Error("The simulator runs inside tests only.");
    return simulator;
  };
  return {
    get simulator() {
      return running();
    },
    get client() {
      return clientOf(running());
    },
    api: (through = fetch) =>
      connectApi({ token: running().apiToken, baseUrl: running().api, fetch: through }),
    get zone() {
      return { zone_id: running().zoneId };
    },
    get account() {
      return { account_id: running().accountId };
    },
    control: (method, path, body) => control(running(), { method, path, body }),
    send: (path, init = {}) =>
      fetchChecked(`${running().api}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${running().apiToken}`, ...init.headers },
      }),
  };
}

/** The SDK as a client of this simulator. It never retries, and all responses must have their published shapes. */
export const clientOf = ({ api, apiToken }: Simulator): Cloudflare =>
  new Cloudflare({ apiToken, baseURL: api, maxRetries: 0, fetch: fetchChecked });

/** The refusal of a call: its status and its first error. */
export async function refusalOf(call: PromiseLike<unknown>): Promise<object> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    return { status: error.status as unknown, ...error.errors[0] };
  }
  throw new Error("The API did not refuse the call.");
}

/** All entries of a paged list. */
export async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const entries: T[] = [];
  for await (const entry of pages) entries.push(entry);
  return entries;
}

async function control(
  simulator: Simulator,
  request: { readonly method: string; readonly path: string; readonly body: unknown },
): Promise<unknown> {
  const { method, path, body } = request;
  const url = new URL(`/_simulator${path}`, simulator.api);
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
