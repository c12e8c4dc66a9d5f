import { Latest } from "../latest.ts";

/** One request that reached the edge and what became of it. */
export interface EdgeLogEntry {
  /** ISO 8601. */
  readonly time: string;
  readonly method: string;
  /** The Host header without its port. */
  readonly host: string;
  /** As the client sent it, with its query. */
  readonly target: string;
  readonly tls: boolean;
  /** SHA-256 of the client certificate; "" without one. */
  readonly fingerprint: string;
  readonly outcome: "blocked" | "origin" | "redirect" | "status" | "unreachable" | "refused";
  /** Rule id, service or reason. */
  readonly detail: string;
}

/** Keeps the latest requests to the edge. */
export class EdgeLog extends Latest<EdgeLogEntry> {
  constructor() {
    super(1_000);
  }
}
