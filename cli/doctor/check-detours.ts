import type { Problem } from "../../domain/errors.ts";
import { valueOf, type Attempt } from "../../zone/ask.ts";
import { type Diagnosis, fine, problem, warning } from "./diagnosis.ts";
import type { Detours } from "./read-detours.ts";

/** Reports ways past the rules: certain ones as problems, possible ones and those that can't be checked as warnings. */
export function checkDetours(detours: Detours): Diagnosis[] {
  const found = [
    ...certain(detours.originRules, "Origin Rule", "Delete it: Rules → Overview → Origin Rules."),
    ...certain(detours.pageRules, "Page Rule", "Delete it: Rules → Page Rules."),
    ...certain(detours.pools, "load balancer pool", "Remove that endpoint: Traffic → Load Balancing."),
    ...workers(detours.workers),
    ...transformations(detours.transformations),
    ...unseen(detours),
  ];
  return found.length === 0 ? [fine("nothing in the zone bypasses the hostname's rules")] : found;
}

function certain(names: Attempt<readonly string[]>, kind: string, fix: string): Diagnosis[] {
  const what = "sends requests for another hostname to the house";
  const why = "Rules apply to the requested hostname, so the gate is not evaluated for these requests.";
  return (valueOf(names) ?? []).map((name) =>
    problem({ code: "gate-bypassed", where: `${kind} ${name}`, what, fix }, why),
  );
}

function workers(scripts: Attempt<readonly string[]>): Diagnosis[] {
  const found = {
    code: "gate-bypassed",
    what: "may send requests to the house that bypass the rules",
    fix: 'If its callers can choose the address that it fetches, set the compatibility flag "global_fetch_strictly_public".',
  } as const;
  const why = "Without that flag, a Worker's requests to its own zone go straight to the origin.";
  return (valueOf(scripts) ?? []).map((script) => warning({ ...found, where: `Worker ${script}` }, why));
}

function transformations(on: Attempt<boolean>): Diagnosis[] {
  const found: Problem = {
    code: "gate-bypassed",
    where: "Image Transformations",
    what: "are on: Cloudflare fetches the zone's images for anybody",
    fix: "Turn them off for this zone unless another site needs them: Images → Transformations.",
  };
  const why = "Home Assistant's camera pictures are images of the zone, too.";
  return valueOf(on) === true ? [warning(found, why)] : [];
}

const permissionFor = {
  workers: "Zone · Workers Routes · Read and Account · Workers Scripts · Read",
  originRules: "Zone · Origin Rules · Read",
  pageRules: "Zone · Page Rules · Read",
  pools: "Account · Load Balancing: Monitors and Pools · Read",
  transformations: "Zone · Zone Settings · Read",
} as const satisfies Readonly<Record<keyof Detours, string>>;

function unseen(detours: Detours): Diagnosis[] {
  const keys = Object.keys(permissionFor) as (keyof Detours)[];
  const lacking = keys.filter((key) => "refused" in detours[key]).map((key) => permissionFor[key]);
  const found: Problem = {
    code: "missing-permission",
    where: "Workers, Origin Rules, Page Rules and load balancers",
    what: "can't all be read with this token",
    fix: `If the zone uses any of them, run doctor with a token that also has: ${lacking.join("; ")}.`,
  };
  const why = 'They can bypass the gate: docs/shared-zone.md, "What the rules do not see".';
  return lacking.length === 0 ? [] : [warning(found, why)];
}
