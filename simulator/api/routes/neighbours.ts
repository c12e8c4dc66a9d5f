import { Hono } from "hono";
import { z } from "zod";
import { parameter, readBody, success } from "../envelope.ts";
import { newHexId } from "../../state/identifiers.ts";
import type { State } from "../../state/state.ts";

/**
 * Cloudflare products through which requests can bypass a hostname's rules. They are only stored and listed: the simulated
 * edge runs no Workers, page rules or load balancers.
 */
export function zoneNeighbourRoutes({ neighbours }: State): Hono {
  const routes = new Hono();
  routes.route("/workers/routes", listRoutes(neighbours.workerRoutes));
  routes.route("/pagerules", listRoutes(neighbours.pageRules));
  return routes;
}

/** The account's share of the same. */
export function accountNeighbourRoutes({ neighbours }: State): Hono {
  const routes = new Hono();
  routes.route("/load_balancers/pools", listRoutes(neighbours.pools));
  routes.route("/workers/domains", listRoutes(neighbours.workerDomains));
  routes.get("/workers/scripts/:script/settings", (c) =>
    success(c, { compatibility_flags: neighbours.workerFlags[parameter(c, "script")] ?? [] }),
  );
  return routes;
}

function listRoutes(entries: object[]): Hono {
  const routes = new Hono();
  routes.get("/", (c) => success(c, entries));
  routes.post("/", async (c) => {
    const entry = { id: newHexId(), ...(await readBody(c, z.looseObject({}))) };
    entries.push(entry);
    return success(c, entry);
  });
  return routes;
}
