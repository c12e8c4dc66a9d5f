import { Hono } from "hono";
import { success } from "../envelope.ts";
import { successPage } from "../paging.ts";
import type { Plan, State } from "../../state/state.ts";

const PAGE_SIZE = { usual: 20, least: 5, most: 50 };
const ACCOUNT_NAME = "Simulated account";
const PERMISSIONS = [
  ...["#dns_records:edit", "#dns_records:read", "#ssl:edit", "#ssl:read", "#waf:edit", "#waf:read"],
  ...["#zone:read", "#zone_settings:edit", "#zone_settings:read"],
];

/** Zones: `/zones`, which lists the account's only zone, and `/zones/{zone}`. */
export function zoneRoutes(state: State): Hono {
  const routes = new Hono();
  routes.get("/", (c) => {
    const zone = zoneResult(state);
    const query = c.req.query();
    const matches =
      isWanted(query["name"], state.zone.name) &&
      isWanted(query["account.id"], state.accountId) &&
      isWanted(query["account.name"], ACCOUNT_NAME) &&
      isWanted(query["status"], "active");
    return successPage(c, matches ? [zone] : [], PAGE_SIZE);
  });
  routes.get("/:zone", (c) => success(c, zoneResult(state)));
  return routes;
}

/** Accounts: `/accounts`, which lists the only account, and `/accounts/{account}`. */
export function accountRoutes(state: State): Hono {
  const routes = new Hono();
  routes.get("/", (c) => {
    const matches = isWanted(c.req.query("name"), ACCOUNT_NAME);
    return successPage(c, matches ? [accountResult(state)] : [], PAGE_SIZE);
  });
  routes.get("/:account", (c) => success(c, accountResult(state)));
  return routes;
}

/** The zone as the API returns it. */
export function zoneResult({ zone, accountId }: State): object {
  return {
    id: zone.id,
    name: zone.name,
    status: "active",
    paused: false,
    type: "full",
    development_mode: 0,
    name_servers: ["bob.ns.cloudflare.com", "lola.ns.cloudflare.com"],
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    created_on: zone.createdOn,
    modified_on: zone.createdOn,
    activated_on: zone.createdOn,
    meta: { step: 2, custom_certificate_quota: 0, page_rule_quota: 3, phishing_detected: false },
    owner: { id: accountId, name: ACCOUNT_NAME, type: "organization" },
    account: { id: accountId, name: ACCOUNT_NAME },
    permissions: PERMISSIONS,
    plan: planResult(zone.plan),
  };
}

const PLANS = {
  free: { id: "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee", name: "Free Website", price: 0, frequency: "" },
  pro: { id: "a577b510288e82b26486fd1df47000ec", name: "Pro Website", price: 20, frequency: "monthly" },
} as const;

const planResult = (plan: Plan): object => ({
  ...PLANS[plan],
  currency: "USD",
  is_subscribed: plan !== "free",
  can_subscribe: false,
  legacy_id: plan,
  legacy_discount: false,
  externally_managed: false,
});

const accountResult = ({ accountId, zone }: State): object => ({
  id: accountId,
  name: ACCOUNT_NAME,
  type: "standard",
  settings: { enforce_twofactor: false },
  created_on: zone.createdOn,
});

const isWanted = (wanted: string | undefined, value: string): boolean =>
  wanted === undefined || wanted === value;
