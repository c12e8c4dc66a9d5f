import { Hono } from "hono";
import { z } from "zod";
import { readBody, success } from "../envelope.ts";
import { successPage } from "../paging.ts";
import { newHexId } from "../../state/identifiers.ts";
import type { State } from "../../state/state.ts";

const ORGANISATION_CHANGE = z.looseObject({
  deny_unmatched_requests: z.boolean().optional(),
  deny_unmatched_requests_exempted_zone_names: z.array(z.string()).optional(),
});

const NEW_APPLICATION = z.looseObject({ domain: z.string().min(1), name: z.string().default("") });

const PAGE_SIZE = { usual: 25, least: 1, most: 1000 };

/**
 * Cloudflare Access, as far as it can block a hostname: the organisation's "Require Access protection"
 * (`deny_unmatched_requests`) and the applications that satisfy it. Logins are not modelled.
 */
export function accessRoutes({ access }: State): Hono {
  const routes = new Hono();
  routes.get("/organizations", (c) => success(c, access.organisation));
  routes.put("/organizations", async (c) => {
    Object.assign(access.organisation, await readBody(c, ORGANISATION_CHANGE));
    return success(c, access.organisation);
  });
  routes.get("/apps", (c) => successPage(c, access.applications, PAGE_SIZE));
  routes.post("/apps", async (c) => {
    const application = { id: newHexId(), type: "self_hosted", ...(await readBody(c, NEW_APPLICATION)) };
    access.applications.push(application);
    return success(c, application);
  });
  return routes;
}
