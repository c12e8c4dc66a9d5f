import type { Problem } from "../errors.ts";
import type { Home } from "../configuration/home.ts";
import { laneSentence } from "../configuration/lanes.ts";

/** Who may enter where, by hostname. The stack's state keeps it, and the next run compares with it. */
export interface Access {
  /** Names of certificates. */
  readonly entrants: Readonly<Record<string, readonly string[]>>;
  /** Lanes as sentences. */
  readonly lanes: Readonly<Record<string, readonly string[]>>;
  readonly origins: Readonly<Record<string, string>>;
}

/** Returns the access that a home grants. */
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
 * Refuses a new origin for a hostname to which somebody loses access in the same run: a run changes the tunnel's ingress
 * before the rules, so they could reach the new origin in between.
 */
export function checkMoves(previous: Access, desired: Access): Problem[] {
  return Object.entries(desired.origins).flatMap(([hostname, origin]) => {
    const moves = previous.origins[hostname] !== undefined && previous.origins[hostname] !== origin;
    const lost = (["entrants", "lanes"] as const).some((kind) =>
      (previous[kind][hostname] ?? []).some((name) => desired[kind][hostname]?.includes(name) !== true),
    );
    return moves && lost
      ? [
          {
            code: "two-steps" as const,
            where: hostname,
            what: "moves to another origin while a device or lane loses access to it",
            fix: "Do it in two runs: remove the access first (npx pulumi up), then change the origin (npx pulumi up).",
          },
        ]
      : [];
  });
}

/** Whether a run only removes access: some device or lane loses it, and no device, lane, hostname or origin is new. */
export function onlyTakesAway(previous: Access | undefined, desired: Access): boolean {
  if (previous === undefined) {
    return false;
  }
  const lists = (["entrants", "lanes"] as const).flatMap((kind) =>
    Object.keys({ ...previous[kind], ...desired[kind] }).map((hostname) => ({
      had: previous[kind][hostname] ?? [],
      has: desired[kind][hostname] ?? [],
    })),
  );
  return (
    lists.every(({ had, has }) => has.every((name) => had.includes(name))) &&
    lists.some(({ had, has }) => has.length < had.length) &&
    Object.entries(desired.origins).every(([hostname, origin]) => previous.origins[hostname] === origin)
  );
}
