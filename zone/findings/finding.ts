import type { Home } from "../../domain/configuration/home.ts";
import type { Problem } from "../../domain/errors.ts";
import type { StackState, StateResource } from "../state.ts";
import type { Zone } from "../zone.ts";

/** One thing in a zone that its owner should know. */
export interface Finding {
  readonly problem: Problem;
  /** The stack's resource that it is about; undefined for what the state does not hold. */
  readonly urn?: string;
  /** Whether `pulumi up --refresh` puts it back. */
  readonly byRefresh?: true;
}

/** What findings are judged from: what is wanted, what the last run made, and those parts of what is there now. */
export interface Situation<Part extends keyof Zone = keyof Zone> {
  readonly home: Home;
  readonly state: StackState;
  readonly zone: Pick<Zone, Part>;
}

/** The command that puts back what somebody else changed: a plain up does not look at what it has made. */
export const putBack = "Put it back: npx pulumi up --refresh";

/** Something of this stack that somebody else changed; `what` is read after `where`. */
export function changedOutside({ urn }: Pick<StateResource, "urn">, where: string, what: string): Finding {
  return { problem: { code: "changed-outside", where, what, fix: putBack }, urn, byRefresh: true };
}
