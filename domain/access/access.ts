import type { Problem } from "../errors.ts";
import type { Home } from "../configuration/home.ts";
import { laneSentence } from "../configuration/lanes.ts";

/** Who may enter where: by hostname the names of the certificates held, and the lanes as sentences. */
export interface Access {
  readonly entrants: Readonly<Record<string, readonly string[]>>;
  readonly lanes: Readonly<Record<string, readonly string[]>>;
  readonly origins: Readonly<Record<string, string>>;
}

/** The access that a home grants. */
export function describeAccess(home: Home): Access {
  const byHostname = <T>(valueOf: (service: Home["services"][number]) => T): Record<string, T> =>
    Object.fromEntries(home.services.map((service) => [service.hostname, valueOf(service)]));
  return {
    entrants: byHostname(({ devices }) =>
      home.held.filter(({ device }) => devices.includes(device)).map(({ logicalName }) => logicalName),
    ),
    lanes: byHostname(({ hostname }) =>
      home.lanes.filter((lane) => lane.hostname === hostname).map(laneSentence),
    ),
    origins: byHostname(({ origin }) => origin),
  };
}

/**
 * The ingress changes before the rules do. A hostname that gets another origin while somebody loses access to it
 * would show the new origin to them in between: that takes two runs.
 */
export function checkMoves(before: Access, now: Access): Problem[] {
  return Object.entries(now.origins).flatMap(([hostname, origin]) => {
    const moves = before.origins[hostname] !== undefined && before.origins[hostname] !== origin;
    const lost = [before.entrants, before.lanes].some((who, index) => {
      const still = [now.entrants, now.lanes][index]?.[hostname] ?? [];
      return (who[hostname] ?? []).some((name) => !still.includes(name));
    });
    return moves && lost
      ? [
          {
            code: "two-steps" as const,
            where: hostname,
            what: "gets another origin while a device or lane loses access to it",
            fix: "Do it in two runs: take the access away first (npx pulumi up), then change the origin (npx pulumi up).",
          },
        ]
      : [];
  });
}

/** Whether a run takes access away from somebody and gives nobody any: no device, lane, hostname or origin is new. */
export function onlyTakesAway(before: Access | undefined, now: Access): boolean {
  if (before === undefined) {
    return false;
  }
  const lists = (["entrants", "lanes"] as const).flatMap((kind) =>
    Object.keys({ ...before[kind], ...now[kind] }).map((hostname) => ({
      had: before[kind][hostname] ?? [],
      has: now[kind][hostname] ?? [],
    })),
  );
  return (
    lists.every(({ had, has }) => has.every((name) => had.includes(name))) &&
    lists.some(({ had, has }) => has.length < had.length) &&
    Object.entries(now.origins).every(([hostname, origin]) => before.origins[hostname] === origin)
  );
}
