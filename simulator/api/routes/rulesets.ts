import { type Context, Hono } from "hono";
import { parameter, readBody, success, withoutNulls } from "../envelope.ts";
import { changeOrTry, checkDryRun } from "./dry-run.ts";
import { entryPointNotFound, rulesetNotFound, rulesetRefused } from "../errors.ts";
import type { Ruleset, State } from "../../state/state.ts";
import {
  addRule,
  changeRule,
  checkWritablePhase,
  createRuleset,
  deleteRule,
  entryPointOf,
  findEntryPoint,
  findRuleset,
  NEW_RULESET,
  PLACED_RULE,
  updateRuleset,
} from "../../state/rulesets.ts";

const RULE_AND_POSITION = withoutNulls(PLACED_RULE);
const RULESET_CHANGE = NEW_RULESET.partial();

/** Rulesets of the zone: `/zones/{zone}/rulesets`. */
export function rulesetRoutes(state: State): Hono {
  const routes = new Hono();
  routes.use(async (c, next) => {
    if (c.req.method !== "GET") checkDryRun(c, state);
    await next();
  });
  routes.get("/", (c) => success(c, [...state.rulesets.values()].map(withoutRules)));
  routes.post("/", async (c) => {
    const wanted = await readBody(c, NEW_RULESET);
    return changeOrTry(c, state, (target) => createRuleset(target, wanted));
  });
  routes.route("/phases/:phase/entrypoint", entryPointRoutes(state));
  routes.get("/:ruleset", (c) => success(c, rulesetOf(state, c)));
  routes.put("/:ruleset", async (c) => {
    const change = await readBody(c, RULESET_CHANGE);
    const ruleset = rulesetOf(state, c);
    checkImmutable(ruleset, change);
    return changeOrTry(c, state, (target) => updateRuleset(target, ruleset, change));
  });
  routes.delete("/:ruleset", (c) => {
    const { id } = rulesetOf(state, c);
    return changeOrTry(c, state, (target) => {
      target.rulesets.delete(id);
      return undefined;
    });
  });
  routes.route("/:ruleset/rules", ruleRoutes(state));
  return routes;
}

/** Rulesets of the account: custom ones need an Enterprise plan, so the list is empty and can't be written. */
export function accountRulesetRoutes(): Hono {
  const routes = new Hono();
  routes.get("/", (c) => success(c, []));
  routes.get("/phases/:phase/entrypoint", (c) => {
    throw entryPointNotFound(parameter(c, "phase"));
  });
  routes.get("/:ruleset", () => {
    throw rulesetNotFound();
  });
  return routes;
}

function entryPointRoutes(state: State): Hono {
  const routes = new Hono();
  routes.get("/", (c) => success(c, findEntryPoint(state, parameter(c, "phase"))));
  routes.put("/", async (c) => {
    const phase = parameter(c, "phase");
    checkWritablePhase(phase);
    const change = await readBody(c, RULESET_CHANGE);
    const present = entryPointOf(state, phase);
    if (present === undefined) {
      const { name = "default", description, rules } = change;
      return changeOrTry(c, state, (target) =>
        createRuleset(target, { name, kind: "zone", phase, description, rules }),
      );
    }
    checkImmutable(present, change);
    return changeOrTry(c, state, (target) => updateRuleset(target, present, change));
  });
  return routes;
}

function ruleRoutes(state: State): Hono {
  const routes = new Hono();
  routes.post("/", async (c) => {
    const body = await readBody(c, RULE_AND_POSITION);
    return changeOrTry(c, state, (target) => addRule(target, rulesetOf(state, c), body));
  });
  routes.patch("/:rule", async (c) => {
    const body = await readBody(c, RULE_AND_POSITION);
    const target = { ruleset: rulesetOf(state, c), ruleId: parameter(c, "rule") };
    return changeOrTry(c, state, (written) => changeRule(written, target, body));
  });
  routes.delete("/:rule", (c) =>
    changeOrTry(c, state, (target) => deleteRule(target, rulesetOf(state, c), parameter(c, "rule"))),
  );
  return routes;
}

const rulesetOf = (state: State, c: Context): Ruleset => findRuleset(state, parameter(c, "ruleset"));

function withoutRules({ id, name, description, kind, version, last_updated, phase }: Ruleset): object {
  return { id, name, description, kind, version, last_updated, phase };
}

function checkImmutable(
  ruleset: Ruleset,
  change: Partial<Record<"name" | "kind" | "phase", string | undefined>>,
): void {
  for (const field of ["name", "kind", "phase"] as const) {
    const value = change[field];
    if (value === undefined || value === ruleset[field]) continue;
    throw rulesetRefused(
      20131,
      `'${value}' is not a valid value for ${field} because it cannot be changed`,
      `/${field}`,
    );
  }
}
