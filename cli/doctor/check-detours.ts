import { valueOf, type Attempt } from "../../zone/ask.ts";
import { type Check, fine, problem, warning } from "./check.ts";
import type { Detours } from "./read-detours.ts";

/** Ways past the rules: certain ones are problems, possible ones and those that can't be looked at are warnings. */
export function checkDetours(detours: Detours): Check[] {
  const certain = [
    ...named(detours.originRules, "Origin Rule", "Delete it: Rules · Overview · Origin Rules."),
    ...named(detours.pageRules, "Page Rule", "Delete it: Rules · Page Rules."),
    ...named(detours.pools, "load balancer pool", "Take that endpoint out: Traffic · Load Balancing."),
  ];
  const found = [
    ...certain,
    ...workers(detours.workers),
    ...transformations(detours.transformations),
    ...unseen(detours),
  ];
  return found.length === 0 ? [fine("nothing in the zone leads past the rules of the hostname")] : found;
}

function named(names: Attempt<readonly string[]>, kind: string, fix: string): Check[] {
  return (valueOf(names) ?? []).map((name) =>
    problem(
      {
        code: "gate-bypassed",
        where: `${kind} ${name}`,
        what: "sends requests for another hostname to the house",
        fix,
      },
      "Rules apply to the hostname that was requested, and those of the house are not evaluated then.",
    ),
  );
}

function workers(scripts: Attempt<readonly string[]>): Check[] {
  return (valueOf(scripts) ?? []).map((script) =>
    warning(
      {
        code: "gate-bypassed",
        where: `Worker ${script}`,
        what: "may fetch from the house past the rules",
        fix: 'If it fetches an address that its caller chooses, set the compatibility flag "global_fetch_strictly_public".',
      },
      "Without that flag a Worker's requests to its own zone go straight to the origin.",
    ),
  );
}

function transformations(on: Attempt<boolean>): Check[] {
  return valueOf(on) === true
    ? [
        warning(
          {
            code: "gate-bypassed",
            where: "Image Transformations",
            what: "are on: Cloudflare fetches images of the zone for whoever asks",
            fix: "Turn them off for this zone unless another site needs them: Images · Transformations.",
          },
          "Cameras and pictures of Home Assistant are images of the zone, too.",
        ),
      ]
    : [];
}

const permissionFor = {
  workers: "Zone · Workers Routes · Read and Account · Workers Scripts · Read",
  originRules: "Zone · Origin Rules · Read",
  pageRules: "Zone · Page Rules · Read",
  pools: "Account · Load Balancing: Monitors and Pools · Read",
  transformations: "Zone · Zone Settings · Read",
} as const satisfies Readonly<Record<keyof Detours, string>>;

function unseen(detours: Detours): Check[] {
  const lacking = (Object.keys(permissionFor) as (keyof Detours)[]).filter(
    (key) => "refused" in detours[key],
  );
  if (lacking.length === 0) {
    return [];
  }
  return [
    warning(
      {
        code: "missing-permission",
        where: "Workers, Origin Rules, Page Rules and load balancers",
        what: "can't all be read with this token",
        fix: `If the zone uses any of them, give doctor a token that may: ${lacking.map((key) => permissionFor[key]).join("; ")}.`,
      },
      'They can lead past the gate: docs/shared-zone.md, "What the rules do not see".',
    ),
  ];
}
