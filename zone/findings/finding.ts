import type { Home } from "../../domain/configuration/home.ts";
import type { Problem } from "../../domain/errors.ts";
import type { StackState, StateResource } from "../state.ts";
import type { Zone } from "../zone.ts";

/** Something in a zone that the owner should know. */
export interface Finding {
  readonly problem: Problem;
  /** The stack's resource that it concerns; undefined if the state has none. */
  readonly urn?: string;
  /** Whether `pulumi up --refresh` restores it. */
  readonly byRefresh?: true;
}

/** What findings are derived from: the desired home, the state after the last run, and the current parts of the zone. */
export interface Situation<Part extends keyof Zone = keyof Zone> {
  readonly home: Home;
  readonly state: StackState;
  readonly zone: Pick<Zone, Part>;
}

/** What to do about a change from outside. A plain `pulumi up` does not look for any. */
export const putBack = "Put it back: npx pulumi up --refresh";

/** Returns the finding for a resource that somebody else changed; `what` continues `where`. */
export function changedOutside({ urn }: Pick<StateResource, "urn">, where: string, what: string): Finding {
  return { problem: { code: "changed-outside", where, what, fix: putBack }, urn, byRefresh: true };
}
