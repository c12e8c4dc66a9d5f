import type { Home } from "./home";

/** Hostnames of the home that were associated by the last run, `before`, and are no more. */
export function lostAssociations(home: Home, before: unknown, live: readonly string[]): string[] {
  const had = Array.isArray(before) ? (before as unknown[]) : [];
  return home.services
    .map(({ hostname }) => hostname)
    .filter((hostname) => had.includes(hostname) && !live.includes(hostname));
}
