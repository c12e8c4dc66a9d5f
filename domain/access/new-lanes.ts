import type { Home } from "../configuration/home.ts";
import { isOneWebhook, isWebhook, type Lane, laneSentence } from "../configuration/lanes.ts";
import { howToOpenWebhook } from "../home-assistant/webhooks.ts";
import type { Access } from "./access.ts";

/**
 * What a run should say of lanes that the last one did not have: a single webhook's in full, because nothing else warns
 * of it, and of every webhook what Home Assistant needs.
 * @param before undefined before the first run
 */
export function describeNewLanes(home: Home, before: Access | undefined): string[] {
  return home.lanes
    .filter((lane) => before?.lanes[lane.hostname]?.includes(laneSentence(lane)) !== true)
    .flatMap((lane) => [
      ...(isOneWebhook(lane) ? [laneSentence(lane)] : []),
      ...[...lane.paths, lane.prefix ?? ""].filter(isWebhook).map((path) => localOnlyNote(lane, path)),
    ]);
}

function localOnlyNote({ hostname }: Lane, path: string): string {
  return (
    `${hostname}${path}: Home Assistant answers 200 to callers from the internet and does nothing, unless its trigger has ` +
    howToOpenWebhook
  );
}
