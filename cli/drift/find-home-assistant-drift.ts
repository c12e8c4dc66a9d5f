import { findDifferences } from "../../domain/home-assistant/differences.ts";
import type { Problem } from "../../domain/errors.ts";
import type { Finding } from "../../zone/findings/finding.ts";
import { isSetUp, lookAtHomeAssistant, type Looked } from "../home-assistant/look.ts";

/** What was changed at Home Assistant by hand, or why nobody could look. */
export interface HomeAssistantDrift {
  readonly differences: readonly Finding[];
  /** Undefined where it was looked at, or the stack has not set it up. */
  readonly unseen: Problem | undefined;
  readonly isSeen: boolean;
}

const nothing = { differences: [], unseen: undefined, isSeen: false };

/** Compares Home Assistant with what the last run has set up there. That it can't be looked at is no difference. */
export async function findHomeAssistantDrift(looked: Looked): Promise<HomeAssistantDrift> {
  if (!isSetUp(looked.state)) {
    // What no run has made yet, the preview tells.
    return nothing;
  }
  const look = await lookAtHomeAssistant(looked);
  if (look === undefined) {
    return nothing;
  }
  if ("code" in look) {
    return { ...nothing, unseen: look };
  }
  const differences = findDifferences(look.facts, look.wanted).map(({ problem }) => ({ problem }));
  return { differences, unseen: undefined, isSeen: true };
}
