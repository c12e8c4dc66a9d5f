import type { Home } from "../model/home";
import type { OwnState } from "./own-state";
import type { ZoneIdentity } from "./zone";

/** What is wanted, and what the last run made. */
export interface Stack {
  readonly home: Home;
  readonly own: OwnState;
}

/** The same with the zone that is looked at. */
export type Subject = Stack & ZoneIdentity;
