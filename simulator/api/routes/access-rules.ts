import { Hono } from "hono";
import { z } from "zod";
import { parameter, readBody, success } from "../envelope.ts";
import { successPage } from "../paging.ts";
import type { AccessRule, State } from "../../state/state.ts";
import {
  ACCESS_RULE_MODES,
  createAccessRule,
  deleteAccessRule,
  listAccessRules,
} from "../../state/access-rules.ts";

const NEW_RULE = z.looseObject({
  mode: z.string(),
  configuration: z.looseObject({ target: z.string(), value: z.string() }),
  notes: z.string().default(""),
});

const PAGE_SIZE = { usual: 20, least: 5, most: 1000 };

/** IP Access rules of one scope: `…/firewall/access_rules/rules`. */
export function accessRuleRoutes(state: State, scope: AccessRule["scope"]): Hono {
  const routes = new Hono();
  routes.get("/", (c) => {
    const { mode, "configuration.target": target, "configuration.value": value } = c.req.query();
    const rules = listAccessRules(state, scope).filter(
      (rule) =>
        (mode === undefined || rule.mode === mode) &&
        (target === undefined || rule.target === target) &&
        (value === undefined || rule.value === value),
    );
    return successPage(
      c,
      rules.map((rule) => accessRuleResult(state, rule)),
      PAGE_SIZE,
    );
  });
  routes.post("/", async (c) => {
    const { mode, configuration, notes } = await readBody(c, NEW_RULE);
    const { target, value } = configuration;
    return success(
      c,
      accessRuleResult(state, createAccessRule(state, { scope, mode, target, value, notes })),
    );
  });
  routes.delete("/:rule", (c) => {
    const id = parameter(c, "rule");
    deleteAccessRule(state, scope, id);
    return success(c, { id });
  });
  return routes;
}

/** An IP Access rule as the API returns it. */
export function accessRuleResult(state: State, rule: AccessRule): object {
  return {
    id: rule.id,
    mode: rule.mode,
    notes: rule.notes,
    configuration: { target: rule.target, value: rule.value },
    allowed_modes: ACCESS_RULE_MODES,
    scope: scopeResult(state, rule.scope),
    created_on: rule.createdOn,
    modified_on: rule.createdOn,
    paused: false,
  };
}

function scopeResult(state: State, scope: AccessRule["scope"]): object {
  if (scope === "zone") return { id: state.zone.id, name: state.zone.name, type: "zone" };
  return { id: state.accountId, type: scope === "account" ? "organization" : "user" };
}
