/** One request to the API, in the order they came. */
export interface LoggedRequest {
  /** Counts from 1 and never starts again, also when the log is cleared. */
  readonly number: number;
  /** ISO 8601. */
  readonly time: string;
  readonly method: string;
  /** With the query, without the host. */
  readonly path: string;
  /** The body's JSON value as it was sent; its text if it is no JSON; null if there was none. */
  readonly body: unknown;
  /** Null while no answer was sent: not yet, or lost by a fault. */
  status: number | null;
}

/** Remembers every request to the API. */
export class RequestLog {
  private entries: LoggedRequest[] = [];
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
    this.entries.push(entry);
    return entry;
  }

  list(): readonly LoggedRequest[] {
    return this.entries;
  }

  clear(): void {
    this.entries = [];
  }
}

function readJson(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
