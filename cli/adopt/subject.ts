import type { Home } from "../../domain/configuration/home.ts";
import type { Live } from "../live.ts";
import { resourcesOf, type StackState, type StateResource } from "../state.ts";
import type { LettingGo } from "./plan.ts";

/** What an adoption is decided from. */
export interface Subject {
  readonly home: Home;
  readonly state: StackState;
  readonly live: Live;
  readonly letGo: readonly LettingGo[];
}

/** Resources of a type that the state holds and keeps. */
export function kept({ state, letGo }: Pick<Subject, "state" | "letGo">, type: string): StateResource[] {
  return resourcesOf(state, type).filter(
    (one) =>
      !letGo.some(
        (going) =>
          going.urn === one.urn && going.id === one.id && going.pendingDelete === (one.delete ?? false),
      ),
  );
}
