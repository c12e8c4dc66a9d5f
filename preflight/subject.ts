import type { Home } from "../domain/configuration/home.ts";
import type { OwnState } from "./own-state.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";

/** What is wanted, and what the last run made. */
export interface Stack {
  readonly home: Home;
  readonly own: OwnState;
}

/** The same with the zone that is looked at. */
export type Subject = Stack & ZoneIdentity;
