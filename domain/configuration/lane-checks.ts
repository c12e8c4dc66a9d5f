import type { Problem } from "../errors.ts";
import { acknowledgementText } from "./fields.ts";
import { expandPreset, type LanePaths, opensLogin, overlap } from "./lanes.ts";

type Entry = Readonly<Record<string, unknown>>;

/** Everything that can be wrong with lanes beyond their types. */
export function checkLanes(lanes: readonly Entry[], hostnames: readonly string[]): Problem[] {
  const read = lanes.map((lane) => ({ ...asPaths(lane), hostname: hostnameOf(lane, hostnames) }));
  return lanes.flatMap((lane, index) => {
    const where = `lanes[${index}]`;
    const own = read[index];
    return own === undefined
      ? []
      : [
          ...checkHostname(where, lane, hostnames),
          ...checkPaths(where, lane, own),
          ...checkWidth(where, lane, own),
          ...read.flatMap((other, position) =>
            position < index && other.hostname === own.hostname && overlap(own, other)
              ? [overlapping(where, position)]
              : [],
          ),
        ];
  });
}

function asPaths(lane: Entry): LanePaths {
  const paths = lane["paths"];
  return {
    preset: typeof lane["preset"] === "string" ? lane["preset"] : undefined,
    webhook: typeof lane["webhook"] === "string" ? lane["webhook"] : undefined,
    paths: Array.isArray(paths) ? paths.filter((path) => typeof path === "string") : undefined,
    prefix: typeof lane["prefix"] === "string" ? lane["prefix"] : undefined,
  };
}

function hostnameOf(lane: Entry, hostnames: readonly string[]): string | undefined {
  return typeof lane["hostname"] === "string" ? lane["hostname"].toLowerCase() : hostnames[0];
}

function checkHostname(where: string, lane: Entry, hostnames: readonly string[]): Problem[] {
  const name = lane["hostname"];
  if (name === undefined && hostnames.length > 1) {
    const fix = `Write which: ${hostnames.join(", ")}`;
    return [
      {
        code: "missing-key",
        where: `${where}.hostname`,
        what: "is missing: there are several services",
        fix,
      },
    ];
  }
  if (typeof name !== "string" || hostnames.includes(name.toLowerCase())) {
    return [];
  }
  const fix = `Write one of: ${hostnames.join(", ")}`;
  return [
    { code: "unknown-hostname", where: `${where}.hostname`, what: `"${name}" is no service's hostname`, fix },
  ];
}

function checkPaths(where: string, entry: Entry, lane: LanePaths): Problem[] {
  if (lane.preset !== undefined) {
    const preset = expandPreset(lane.preset);
    if ("problem" in preset) {
      const [what, fix] = preset.problem.split("|");
      return [
        {
          code: "bad-value",
          where: `${where}.preset`,
          what: `"${lane.preset}" ${what ?? ""}`,
          fix: fix ?? "",
        },
      ];
    }
  }
  if (lane.prefix !== undefined && !lane.prefix.endsWith("/")) {
    const fix = `Write ${lane.prefix}/ for everything below it, or put it into paths.`;
    return [
      { code: "bad-value", where: `${where}.prefix`, what: `"${lane.prefix}" does not end with "/"`, fix },
    ];
  }
  const named = ["preset", "webhook", "prefix"].some((key) => entry[key] !== undefined);
  if (!named && (lane.paths ?? []).length === 0) {
    const fix = "Write webhook, preset, paths or prefix.";
    return [{ code: "missing-key", where, what: "opens nothing", fix }];
  }
  return [];
}

function checkWidth(where: string, lane: Entry, paths: LanePaths): Problem[] {
  if (!opensLogin(paths) || lane["acknowledge"] === acknowledgementText) {
    return [];
  }
  return [
    {
      code: "wide-lane",
      where,
      what: "lets callers without a certificate reach the login or everything",
      fix: `Name narrower paths, or write into the lane: acknowledge: ${acknowledgementText}`,
    },
  ];
}

function overlapping(where: string, position: number): Problem {
  const fix = "Merge the two, or take the path out of one.";
  return { code: "overlapping-lanes", where, what: `opens a path that lanes[${position}] opens, too`, fix };
}
