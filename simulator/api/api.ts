import { type Context, Hono, type MiddlewareHandler } from "hono";
import { accessRoutes } from "./routes/access.ts";
import { accessRuleRoutes } from "./routes/access-rules.ts";
import { botManagementRoutes } from "./routes/bot-management.ts";
import { accountNeighbourRoutes, zoneNeighbourRoutes } from "./routes/neighbours.ts";
import { clientCertificateRoutes, hostnameAssociationRoutes } from "./routes/client-certificates.ts";
import { dnsRecordRoutes } from "./routes/dns-records.ts";
import { failure, success } from "./envelope.ts";
import {
  ApiError,
  authenticationError,
  invalidAccessToken,
  invalidApiToken,
  malformedAuthorization,
  missingCredentials,
  noRoute,
} from "./errors.ts";
import { accountRulesetRoutes, rulesetRoutes } from "./routes/rulesets.ts";
import { tunnelRoutes } from "./routes/tunnels.ts";
import { zoneSettingRoutes } from "./routes/zone-settings.ts";
import { accountRoutes, zoneRoutes } from "./routes/zones.ts";
import { newHexId } from "../state/identifiers.ts";
import type { ManagedCa } from "../ca/managed-ca.ts";
import type { State } from "../state/state.ts";

/** Creates Cloudflare's v4 API for one account's state: routes, authentication, envelope and errors, but no server. */
export function createApi(state: State, ca: ManagedCa): Hono {
  const api = new Hono();
  api.use("*", requireToken(state));
  api.use("/zones/:zone/*", requireId("zone", state.zone.id));
  api.use("/zones/:zone", requireId("zone", state.zone.id));
  api.use("/accounts/:account/*", requireId("account", state.accountId));
  api.use("/accounts/:account", requireId("account", state.accountId));
  routeTokens(api);
  routeZone(api, state, ca);
  routeAccount(api, state);
  const root = new Hono();
  root.route("/client/v4", api);
  root.notFound((c) => failure(noRoute(c.req.path)));
  root.onError((error) => {
    if (error instanceof ApiError) return failure(error);
    throw error;
  });
  return root;
}

function routeTokens(api: Hono): void {
  const id = newHexId();
  const verify = (c: Context): Response =>
    success(
      c,
      { id, status: "active" },
      { messages: [{ code: 10000, message: "This API Token is valid and active" }] },
    );
  api.get("/user/tokens/verify", verify);
  api.get("/accounts/:account/tokens/verify", verify);
}

function routeZone(api: Hono, state: State, ca: ManagedCa): void {
  const zone = "/zones/:zone";
  api.route("/zones", zoneRoutes(state));
  api.route(`${zone}/dns_records`, dnsRecordRoutes(state));
  api.route(`${zone}/settings`, zoneSettingRoutes(state));
  api.route(`${zone}/client_certificates`, clientCertificateRoutes(state, ca));
  api.route(`${zone}/certificate_authorities/hostname_associations`, hostnameAssociationRoutes(state));
  api.route(`${zone}/rulesets`, rulesetRoutes(state));
  api.route(`${zone}/firewall/access_rules/rules`, accessRuleRoutes(state, "zone"));
  api.route(`${zone}/bot_management`, botManagementRoutes(state));
  api.route(zone, zoneNeighbourRoutes(state));
}

function routeAccount(api: Hono, state: State): void {
  const account = "/accounts/:account";
  api.route("/accounts", accountRoutes(state));
  api.route(`${account}/cfd_tunnel`, tunnelRoutes(state));
  api.route(`${account}/rulesets`, accountRulesetRoutes());
  api.route(`${account}/firewall/access_rules/rules`, accessRuleRoutes(state, "account"));
  api.route(`${account}/access`, accessRoutes(state));
  api.route(account, accountNeighbourRoutes(state));
  api.route("/user/firewall/access_rules/rules", accessRuleRoutes(state, "user"));
}

/** Tokens have at least 40 characters of this alphabet; anything else is refused as malformed. */
const BEARER = /^Bearer ([A-Za-z0-9_-]{40,80})$/;

function requireToken(state: State): MiddlewareHandler {
  return async (c, next) => {
    const authorization = c.req.header("authorization");
    if (authorization === undefined) throw missingCredentials();
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) throw malformedAuthorization();
    if (token !== state.apiToken) {
      throw c.req.path.endsWith("/tokens/verify") ? invalidApiToken() : invalidAccessToken();
    }
    await next();
  };
}

/** A malformed id has no route; a well-formed one that the token doesn't cover is an authentication error. */
function requireId(name: "zone" | "account", id: string): MiddlewareHandler {
  return async (c, next) => {
    const given = c.req.param(name) ?? "";
    if (!/^[0-9a-f]{32}$/.test(given)) throw noRoute(c.req.path);
    if (given !== id) throw authenticationError();
    await next();
  };
}
