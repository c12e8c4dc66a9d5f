import { type Exposure, findExposures } from "./exposure.ts";
import { Latest } from "../latest.ts";
import type { State } from "../state/state.ts";

/** The request after which a stranger could reach an origin; `number` is its number in the request log. */
export interface ExposureCause {
  readonly number: number | null;
  readonly method: string;
  readonly path: string;
}

/** One moment from which a stranger could reach an origin. */
export interface RecordedExposure extends Exposure {
  /** Counts from 1. */
  readonly number: number;
  /** ISO 8601. */
  readonly time: string;
  readonly request: ExposureCause;
}

const REMEMBERED = 10_000;

/** Judges the state after each change, and remembers every way in that the change opened. */
export class ExposureLog {
  private readonly recorded = new Latest<RecordedExposure>(REMEMBERED);
  private count = 0;
  private open = new Set<string>();

  private readonly state: State;

  constructor(state: State) {
    this.state = state;
  }

  /** Call after every change of state. A way in that stays open is recorded once, one that reopens again. */
  check(cause: ExposureCause): void {
    const found = new Map(findExposures(this.state).map((exposure) => [wayIn(exposure), exposure]));
    for (const [way, exposure] of found) {
      if (this.open.has(way)) continue;
      this.count += 1;
      this.recorded.add({
        ...exposure,
        number: this.count,
        time: new Date().toISOString(),
        request: cause,
      });
    }
    this.open = new Set(found.keys());
  }

  list(): readonly RecordedExposure[] {
    return this.recorded.list();
  }
}

const wayIn = ({ hostname, path, service, who }: Exposure): string =>
  JSON.stringify([hostname, path, service, who]);
