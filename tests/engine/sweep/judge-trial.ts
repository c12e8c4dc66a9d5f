import type { LoggedRequest } from "cloudflare-simulator/request-log.ts";
import type { State } from "cloudflare-simulator/state/state.ts";
import type { EndState } from "../end-state.ts";
import { pinnedIn } from "../end-state.ts";

/** The result of a disturbed run and its repair, and that of an undisturbed run. */
export interface Evidence {
  readonly end: EndState;
  readonly wanted: EndState;
  /** The number of exposures at any moment. */
  readonly exposures: number;
  readonly repairs: readonly string[];
  /** Deletions of the disturbed run and of its repair. */
  readonly deletions: readonly string[];
  readonly usualDeletions: readonly string[];
  /** Active certificates that open nothing, and for which the next preview doesn't show the command that revokes them. */
  readonly unnamedTwins: readonly string[];
}

/** Why a trial failed; undefined when all is as it must be. */
export function complain(evidence: Evidence): string | undefined {
  const { end, wanted, exposures, repairs, deletions, usualDeletions, unnamedTwins } = evidence;
  const stuck = repairs.find((step) => step.startsWith("failed"));
  const unusual = deletions.filter((deletion) => !usualDeletions.includes(deletion));
  if (exposures > 0) return `a stranger could come in, ${exposures} ways`;
  if (stuck !== undefined) return stuck;
  if (unusual.length > 0) return `deleted what was to stay: ${unusual.join(", ")}`;
  if (unnamedTwins.length > 0) return `no preview names ${unnamedTwins.join(", ")}`;
  return JSON.stringify(end) === JSON.stringify(wanted)
    ? undefined
    : `ended as ${JSON.stringify(end)}\n  instead of ${JSON.stringify(wanted)}`;
}

/** The paths that a run deleted. */
export function deletionsIn(requests: readonly LoggedRequest[]): string[] {
  return requests.filter(({ method }) => method === "DELETE").map(({ path }) => path);
}

/** Ids of active certificates that no rule pins, because the response that issued them was lost. */
export function findTwins(state: State): string[] {
  const pinned = new Set(pinnedIn(state).map(({ id }) => id));
  return [...state.clientCertificates.values()]
    .filter(({ id, status }) => status === "active" && !pinned.has(id))
    .map(({ id }) => id);
}
