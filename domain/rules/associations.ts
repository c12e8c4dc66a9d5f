import type { Home } from "../configuration/home.ts";

/** Hostnames of the home that were associated by the last run, `before`, and are no more. */
export function lostAssociations(home: Home, before: readonly string[], live: readonly string[]): string[] {
  return home.services
    .map(({ hostname }) => hostname)
    .filter((hostname) => before.includes(hostname) && !live.includes(hostname));
}
