import { findDifferences } from "../../domain/home-assistant/differences.ts";
import type { Problem } from "../../domain/errors.ts";
import type { Finding } from "../../zone/findings/finding.ts";
import { isSetUp, lookAtHomeAssistant, type Looked } from "../home-assistant/look.ts";

/** What was changed at Home Assistant by hand, or why it could not be compared. */
export interface HomeAssistantDrift {
  readonly differences: readonly Finding[];
  /** Why it could not be compared; undefined when it was compared, or the stack has not set it up. */
  readonly unseen: Problem | undefined;
  readonly isSeen: boolean;
}

const nothing = { differences: [], unseen: undefined, isSeen: false };

/** Compares Home Assistant with what the last run set up there. A Home Assistant that can't be read is no difference. */
export async function findHomeAssistantDrift(looked: Looked): Promise<HomeAssistantDrift> {
  // What has not been set up yet is part of the preview.
  const look = isSetUp(looked.state) ? await lookAtHomeAssistant(looked) : undefined;
  if (look === undefined) {
    return nothing;
  }
  if ("code" in look) {
    return { ...nothing, unseen: look };
  }
  const differences = findDifferences(look.facts, look.wanted).map(({ problem }) => ({ problem }));
  return { differences, unseen: undefined, isSeen: true };
}
