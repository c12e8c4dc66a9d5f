import { badValue, type Problem } from "../errors.ts";
import { acknowledgementText } from "./fields.ts";
import { expandPreset, type LanePaths, opensLogin, overlap } from "./lanes.ts";

type Entry = Readonly<Record<string, unknown>>;

/** Finds mistakes in lanes that their types alone do not show. */
export function checkLanes(lanes: readonly Entry[], hostnames: readonly string[]): Problem[] {
  const read = lanes.map((entry) => ({ entry, ...asPaths(entry), hostname: hostnameOf(entry, hostnames) }));
  return read.flatMap((lane, index) => {
    const where = `lanes[${index}]`;
    const overlaps = (other: typeof lane): boolean =>
      other.hostname === lane.hostname && overlap(lane, other);
    return [
      ...checkHostname(where, lane.entry, hostnames),
      ...checkPaths(where, lane.entry, lane),
      ...checkWidth(where, lane.entry, lane),
      ...read.flatMap((other, position) =>
        position < index && overlaps(other) ? [overlapping(where, position)] : [],
      ),
    ];
  });
}

function asPaths({ preset, webhook, paths, prefix }: Entry): LanePaths {
  return {
    preset: asText(preset),
    webhook: asText(webhook),
    paths: Array.isArray(paths) ? paths.filter((path) => typeof path === "string") : undefined,
    prefix: asText(prefix),
  };
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function hostnameOf({ hostname }: Entry, hostnames: readonly string[]): string | undefined {
  return asText(hostname)?.toLowerCase() ?? hostnames[0];
}

function checkHostname(lane: string, { hostname }: Entry, hostnames: readonly string[]): Problem[] {
  const where = `${lane}.hostname`;
  const names = hostnames.join(", ");
  if (hostname === undefined && hostnames.length > 1) {
    const what = "is missing: there are several services";
    return [{ code: "missing-key", where, what, fix: `Write which: ${names}` }];
  }
  if (typeof hostname !== "string" || hostnames.includes(hostname.toLowerCase())) {
    return [];
  }
  const what = `"${hostname}" is not the hostname of a service`;
  return [{ code: "unknown-hostname", where, what, fix: `Write one of: ${names}` }];
}

function checkPaths(where: string, entry: Entry, { preset, prefix, paths = [] }: LanePaths): Problem[] {
  const expanded = preset === undefined ? { paths } : expandPreset(preset);
  if ("mistake" in expanded) {
    const { what, ...rest } = expanded.mistake;
    return [{ ...rest, where: `${where}.preset`, what: `${JSON.stringify(preset)} ${what}` }];
  }
  if (prefix !== undefined && !prefix.endsWith("/")) {
    const fix = `Write ${prefix}/ for everything below it, or put it into paths.`;
    return [badValue(`${where}.prefix`, `"${prefix}" does not end with "/"`, fix)];
  }
  const named = ["preset", "webhook", "prefix"].some((key) => entry[key] !== undefined);
  const fix = "Write webhook, preset, paths or prefix.";
  return named || paths.length > 0 ? [] : [{ code: "missing-key", where, what: "opens nothing", fix }];
}

function checkWidth(where: string, { acknowledge }: Entry, paths: LanePaths): Problem[] {
  if (!opensLogin(paths) || acknowledge === acknowledgementText) {
    return [];
  }
  const what = "lets callers without a certificate reach the login or everything";
  const fix = `Write narrower paths, or add to the lane: acknowledge: ${acknowledgementText}`;
  return [{ code: "wide-lane", where, what, fix }];
}

function overlapping(where: string, position: number): Problem {
  const fix = "Merge the two lanes, or remove the path from one of them.";
  const what = `opens a path that lanes[${position}] opens, too`;
  return { code: "overlapping-lanes", where, what, fix };
}
