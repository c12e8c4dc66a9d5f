import { type Exposure, findExposures } from "./exposure.ts";
import { Latest } from "../latest.ts";
import type { State } from "../state/state.ts";

/** The request that let a stranger reach an origin. */
export interface ExposureCause {
  /** Its number in the request log; null for a control request. */
  readonly number: number | null;
  readonly method: string;
  readonly path: string;
}

/** An exposure with the moment from which it existed. */
export interface RecordedExposure extends Exposure {
  /** Counted from 1. */
  readonly number: number;
  /** ISO 8601. */
  readonly time: string;
  readonly request: ExposureCause;
}

const REMEMBERED = 10_000;

/** Examines the state after each change, and records each way in that the change opened. */
export class ExposureLog {
  private readonly recorded = new Latest<RecordedExposure>(REMEMBERED);
  private count = 0;
  private open = new Set<string>();

  private readonly state: State;

  constructor(state: State) {
    this.state = state;
  }

  /** To be called after each change of state. A way in is recorded when it opens, and again when it reopens. */
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
