import { parseJson } from "./json.ts";
import { Latest } from "./latest.ts";

/** One request to the API, in the order they came. */
export interface LoggedRequest {
  /** Counts from 1 and never starts again, also when the log is cleared. */
  readonly number: number;
  /** ISO 8601. */
  readonly time: string;
  readonly method: string;
  /** With the query, without the host. */
  readonly path: string;
  /** The body's JSON value as it was sent; its text if it is none, or nested too deep; null if there was none. */
  readonly body: unknown;
  /** Null while no answer was sent: not yet, or lost by a fault. */
  status: number | null;
}

const REMEMBERED = 10_000;

/** Remembers the latest requests to the API. */
export class RequestLog {
  private readonly entries = new Latest<LoggedRequest>(REMEMBERED);
  private count = 0;

  /** Adds a request before it is carried out; its status follows. */
  begin(request: {
    readonly method: string;
    readonly path: string;
    readonly bodyText: string;
  }): LoggedRequest {
    const { method, path, bodyText } = request;
    this.count += 1;
    const time = new Date().toISOString();
    const entry = { number: this.count, time, method, path, body: readJson(bodyText), status: null };
    this.entries.add(entry);
    return entry;
  }

  list(): readonly LoggedRequest[] {
    return this.entries.list();
  }

  clear(): void {
    this.entries.clear();
  }
}

function readJson(text: string): unknown {
  if (text === "") return null;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
