import { parseJson } from "./json.ts";
import { Latest } from "./latest.ts";

/** One request to the API. */
export interface LoggedRequest {
  /** Counted from 1; clearing the log doesn't restart the count. */
  readonly number: number;
  /** ISO 8601. */
  readonly time: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The body as a JSON value; as text if it is not JSON or nested too deeply; null without a body. */
  readonly body: unknown;
  /** Null as long as no response has been sent, and for good if a fault lost it. */
  status: number | null;
}

/** The latest 10,000 requests to the API. */
export class RequestLog extends Latest<LoggedRequest> {
  private count = 0;

  constructor() {
    super(10_000);
  }

  /** Adds a request before it is carried out; the caller sets its status later. */
  begin(request: {
    readonly method: string;
    readonly path: string;
    readonly bodyText: string;
  }): LoggedRequest {
    const { method, path, bodyText } = request;
    this.count += 1;
    const time = new Date().toISOString();
    const entry = { number: this.count, time, method, path, body: readJson(bodyText), status: null };
    this.add(entry);
    return entry;
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
