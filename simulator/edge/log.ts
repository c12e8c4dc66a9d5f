/** One request to the edge and its outcome. */
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
  /** The rule's id, the service or the reason. */
  readonly detail: string;
}
