import { Hono } from "hono";
import { z } from "zod";
import { type ApiRoutes, parameter, readBody, success } from "../envelope.ts";
import { newHexId } from "../../state/identifiers.ts";
import type { State } from "../../state/state.ts";

/**
 * Products of Cloudflare's that requests can take on their way past a hostname's rules. Kept and listed only: the edge
 * of the simulator knows no Workers, page rules or load balancers.
 */
export function zoneNeighbourRoutes({ neighbours }: State): ApiRoutes {
  const routes = new Hono();
  routes.route("/workers/routes", listRoutes(neighbours.workerRoutes));
  routes.route("/pagerules", listRoutes(neighbours.pageRules));
  return routes;
}

export function accountNeighbourRoutes({ neighbours }: State): ApiRoutes {
  const routes = new Hono();
  routes.route("/load_balancers/pools", listRoutes(neighbours.pools));
  routes.route("/workers/domains", listRoutes(neighbours.workerDomains));
  routes.get("/workers/scripts/:script/settings", (c) =>
    success(c, { compatibility_flags: neighbours.workerFlags[parameter(c, "script")] ?? [] }),
  );
  return routes;
}

function listRoutes(entries: object[]): ApiRoutes {
  const routes = new Hono();
  routes.get("/", (c) => success(c, entries));
  routes.post("/", async (c) => {
    const entry = { id: newHexId(), ...(await readBody(c, z.looseObject({}))) };
    entries.push(entry);
    return success(c, entry);
  });
  return routes;
}
