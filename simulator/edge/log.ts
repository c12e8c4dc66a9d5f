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

/** Keeps the latest requests. */
export class EdgeLog {
  private readonly entries: EdgeLogEntry[] = [];

  private readonly capacity: number;

  constructor(capacity = 1_000) {
    this.capacity = capacity;
  }

  add(entry: EdgeLogEntry): void {
    this.entries.push(entry);
    if (this.entries.length > this.capacity) this.entries.shift();
  }

  /** Oldest first. */
  list(): readonly EdgeLogEntry[] {
    return [...this.entries];
  }
}
