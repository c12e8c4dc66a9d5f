import { Hono } from "hono";
import { z } from "zod";
import { readBody, success } from "../envelope.ts";
import type { State } from "../../state/state.ts";

const CHANGE = z.looseObject({ fight_mode: z.boolean().optional(), enable_js: z.boolean().optional() });

/** Bot Fight Mode: `/zones/{zone}/bot_management`. On a free zone no custom rule can skip it. */
export function botManagementRoutes(state: State): Hono {
  const routes = new Hono();
  routes.get("/", (c) => success(c, state.botManagement));
  routes.put("/", async (c) => {
    const { fight_mode, enable_js } = await readBody(c, CHANGE);
    if (fight_mode !== undefined) state.botManagement.fight_mode = fight_mode;
    if (enable_js !== undefined) state.botManagement.enable_js = enable_js;
    return success(c, state.botManagement);
  });
  return routes;
}
