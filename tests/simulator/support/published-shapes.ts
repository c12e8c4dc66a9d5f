import type { Schema } from "ajv";

/*
 * The shapes of the responses of Cloudflare's API according to its published description: names, types and required fields.
 * Cloudflare sends no fields other than these.
 * https://developers.cloudflare.com/api/ and https://github.com/cloudflare/api-schemas
 */

type Shape = Exclude<Schema, boolean>;
type Fields = Readonly<Record<string, Shape>>;

const text = { type: "string" };
const truth = { type: "boolean" };
const whole = { type: "integer" };
const anything = {};
const anyObject = { type: "object" };
const id = { type: "string", pattern: "^[0-9a-f]{32}$" };
const uuid = { type: "string", pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" };
const hex = (digits: number): Shape => ({ type: "string", pattern: `^[0-9a-f]{${digits}}$` });
const time = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$" };
const oneOf = (...values: readonly unknown[]): Shape => ({ enum: values });
const orNull = (shape: Shape): Shape => ({ anyOf: [shape, { type: "null" }] });
const listOf = (items: Shape): Shape => ({ type: "array", items });
const object = (always: Fields, sometimes: Fields = {}): Shape => ({
  type: "object",
  properties: { ...always, ...sometimes },
  required: Object.keys(always),
  additionalProperties: false,
});

const message = object(
  { code: { type: "integer", minimum: 1000 }, message: text },
  {
    source: object({ pointer: { type: "string", pattern: "^/" } }),
    documentation_url: text,
    error_chain: listOf(anyObject),
  },
);
const pages = object({ count: whole, page: whole, per_page: whole, total_count: whole, total_pages: whole });

/** The shape of a refusal. */
export const failureShape = object({
  result: { type: "null" },
  success: { const: false },
  errors: { type: "array", items: message, minItems: 1 },
  messages: listOf(message),
});

const success = (result: Shape, more: Fields = {}): Shape =>
  object(
    { result, success: { const: true }, errors: { type: "array", maxItems: 0 }, messages: listOf(message) },
    more,
  );
const one = (result: Shape): Shape => success(result);
const paged = (item: Shape): Shape => ({
  ...success(listOf(item), { result_info: pages }),
  required: ["result", "success", "errors", "messages", "result_info"],
});
const onlyId = one(object({ id }));

const account = object({ id, name: text });
const plan = object({
  ...{ id, name: text, price: { type: "number" }, currency: text, frequency: text, legacy_id: text },
  ...{ is_subscribed: truth, can_subscribe: truth, legacy_discount: truth, externally_managed: truth },
});
const zone = object(
  {
    ...{ id, name: text, development_mode: { type: "number" }, plan, account },
    owner: object({ id, name: text, type: text }),
    meta: object({
      ...{ step: whole, custom_certificate_quota: whole, page_rule_quota: whole, phishing_detected: truth },
    }),
    name_servers: listOf(text),
    original_name_servers: orNull(listOf(text)),
    original_registrar: orNull(text),
    original_dnshost: orNull(text),
    ...{ created_on: time, modified_on: time, activated_on: orNull(time) },
  },
  {
    status: oneOf("initializing", "pending", "active", "moved"),
    type: oneOf("full", "partial", "secondary", "internal"),
    paused: truth,
    permissions: listOf(text),
  },
);

const tunnel = object({
  ...{ id: uuid, account_tag: id, name: text, created_at: time, deleted_at: orNull(time) },
  ...{ conns_active_at: orNull(time), conns_inactive_at: orNull(time), metadata: anyObject },
  config_src: oneOf("local", "cloudflare"),
  remote_config: truth,
  status: oneOf("inactive", "degraded", "healthy", "down"),
  tun_type: oneOf("cfd_tunnel"),
});
const ingressRule = object({ service: text }, { hostname: text, path: text, originRequest: anyObject });
const configuration = object(
  {
    ...{ account_id: id, tunnel_id: uuid, version: whole, created_at: time },
    source: oneOf("local", "cloudflare"),
  },
  {
    config: object(
      { ingress: { type: "array", items: ingressRule, minItems: 1 } },
      { originRequest: anyObject, "warp-routing": object({ enabled: truth }) },
    ),
  },
);
const connection = object({
  ...{ id: uuid, uuid, client_id: uuid, client_version: text, colo_name: text, opened_at: time },
  ...{ origin_ip: text, is_pending_reconnect: truth },
});
const connector = object({
  ...{ id: uuid, arch: text, config_version: whole, conns: listOf(connection), features: listOf(text) },
  ...{ run_at: time, version: text },
});

const dnsRecord = object(
  {
    ...{ id, name: { type: "string", maxLength: 255 }, type: text, content: text, ttl: { type: "number" } },
    ...{ proxiable: truth, proxied: truth, settings: anyObject, meta: anyObject, tags: listOf(text) },
    ...{ comment: orNull(text), created_on: time, modified_on: time },
  },
  { comment_modified_on: time, tags_modified_on: time, data: anyObject, priority: { type: "number" } },
);

const setting = object({
  id: text,
  value: anything,
  editable: truth,
  modified_on: orNull(time),
});

const certificate = object({
  ...{ id, certificate: { type: "string", pattern: "^-----BEGIN CERTIFICATE-----" }, csr: text },
  certificate_authority: object({ id: uuid, name: text }),
  ...{ common_name: text, country: text, location: text, organization: text, organizational_unit: text },
  ...{ state: text, signature: text, expires_on: time, issued_on: time, validity_days: whole },
  ...{ fingerprint_sha256: hex(64), serial_number: hex(40), ski: hex(40) },
  status: oneOf("active", "pending_reactivation", "pending_revocation", "revoked"),
});
const hostnames = object({ hostnames: listOf(text) });

const rulesetHead = {
  ...{ id, name: text, description: text, phase: text, last_updated: time },
  version: { type: "string", pattern: "^[0-9]+$" },
  kind: oneOf("managed", "custom", "root", "zone"),
};
const rule = object(
  {
    ...{ id, version: { type: "string", pattern: "^[0-9]+$" }, last_updated: time },
    ...{ action: text, expression: { type: "string", minLength: 1 }, ref: text, enabled: truth },
  },
  {
    action_parameters: { type: "object", minProperties: 1 },
    categories: listOf(text),
    description: text,
    logging: object({ enabled: truth }),
  },
);
// A dry run is answered with null.
const ruleset = one(orNull(object({ ...rulesetHead, rules: listOf(rule) })));

const accessRule = object({
  ...{ id, mode: text, notes: text, paused: truth, created_on: time, modified_on: time },
  configuration: object({ target: text, value: text }),
  allowed_modes: listOf(text),
  scope: object({ id, type: oneOf("user", "organization", "zone") }, { name: text }),
});

const token = one(object({ id, status: oneOf("active", "disabled", "expired") }));
const botManagement = one(object({ fight_mode: truth, enable_js: truth, using_latest_model: truth }));
const accessOrganisation = one(
  object({
    deny_unmatched_requests: truth,
    deny_unmatched_requests_exempted_zone_names: listOf(text),
  }),
);
const accessApplication = {
  ...object({ id, domain: text, name: text, type: text }),
  additionalProperties: true,
};
const own = { type: "object", properties: { id }, required: ["id"] };

/** Method and path → the answer with status 200. `:x` stands for one segment of the path. */
export const publishedShapes: Readonly<Record<string, Shape>> = {
  "GET /user/tokens/verify": token,
  "GET /accounts/:account/tokens/verify": token,
  "GET /zones": paged(zone),
  "GET /zones/:zone": one(zone),
  "GET /accounts": paged(anyObject),
  "GET /accounts/:account": one(
    object({ id, name: text, type: text, settings: anyObject, created_on: time }),
  ),
  "GET /accounts/:account/cfd_tunnel": paged(tunnel),
  "POST /accounts/:account/cfd_tunnel": one(tunnel),
  "GET /accounts/:account/cfd_tunnel/:tunnel": one(tunnel),
  "PATCH /accounts/:account/cfd_tunnel/:tunnel": one(tunnel),
  "DELETE /accounts/:account/cfd_tunnel/:tunnel": one(tunnel),
  "GET /accounts/:account/cfd_tunnel/:tunnel/token": one(text),
  "GET /accounts/:account/cfd_tunnel/:tunnel/configurations": one(configuration),
  "PUT /accounts/:account/cfd_tunnel/:tunnel/configurations": one(configuration),
  "GET /accounts/:account/cfd_tunnel/:tunnel/connections": one(listOf(connector)),
  "DELETE /accounts/:account/cfd_tunnel/:tunnel/connections": one({ type: "null" }),
  "GET /accounts/:account/access/organizations": accessOrganisation,
  "PUT /accounts/:account/access/organizations": accessOrganisation,
  "GET /accounts/:account/access/apps": paged(accessApplication),
  "POST /accounts/:account/access/apps": one(accessApplication),
  "GET /zones/:zone/dns_records": paged(dnsRecord),
  "POST /zones/:zone/dns_records": one(dnsRecord),
  "GET /zones/:zone/dns_records/:record": one(dnsRecord),
  "PUT /zones/:zone/dns_records/:record": one(dnsRecord),
  "PATCH /zones/:zone/dns_records/:record": one(dnsRecord),
  "DELETE /zones/:zone/dns_records/:record": onlyId,
  "GET /zones/:zone/settings": one(listOf(setting)),
  "GET /zones/:zone/settings/:setting": one(setting),
  "PATCH /zones/:zone/settings/:setting": one(setting),
  "GET /zones/:zone/bot_management": botManagement,
  "PUT /zones/:zone/bot_management": botManagement,
  "GET /zones/:zone/client_certificates": paged(certificate),
  "POST /zones/:zone/client_certificates": one(certificate),
  "GET /zones/:zone/client_certificates/:certificate": one(certificate),
  "PATCH /zones/:zone/client_certificates/:certificate": one(certificate),
  "DELETE /zones/:zone/client_certificates/:certificate": one(certificate),
  "GET /zones/:zone/certificate_authorities/hostname_associations": one(hostnames),
  "PUT /zones/:zone/certificate_authorities/hostname_associations": one(hostnames),
  "GET /zones/:zone/rulesets": one(listOf(object(rulesetHead))),
  "POST /zones/:zone/rulesets": ruleset,
  "GET /zones/:zone/rulesets/:ruleset": ruleset,
  "PUT /zones/:zone/rulesets/:ruleset": ruleset,
  "GET /zones/:zone/rulesets/phases/:phase/entrypoint": ruleset,
  "PUT /zones/:zone/rulesets/phases/:phase/entrypoint": ruleset,
  "POST /zones/:zone/rulesets/:ruleset/rules": ruleset,
  "PATCH /zones/:zone/rulesets/:ruleset/rules/:rule": ruleset,
  "DELETE /zones/:zone/rulesets/:ruleset/rules/:rule": ruleset,
  "GET /accounts/:account/rulesets": one(listOf(object(rulesetHead))),
  "GET /zones/:zone/firewall/access_rules/rules": paged(accessRule),
  "POST /zones/:zone/firewall/access_rules/rules": one(accessRule),
  "DELETE /zones/:zone/firewall/access_rules/rules/:rule": onlyId,
  "GET /accounts/:account/firewall/access_rules/rules": paged(accessRule),
  "POST /accounts/:account/firewall/access_rules/rules": one(accessRule),
  "DELETE /accounts/:account/firewall/access_rules/rules/:rule": onlyId,
  "GET /user/firewall/access_rules/rules": paged(accessRule),
  "POST /user/firewall/access_rules/rules": one(accessRule),
  "DELETE /user/firewall/access_rules/rules/:rule": onlyId,
  "GET /zones/:zone/workers/routes": one(listOf(own)),
  "POST /zones/:zone/workers/routes": one(own),
  "GET /zones/:zone/pagerules": one(listOf(own)),
  "POST /zones/:zone/pagerules": one(own),
  "GET /accounts/:account/load_balancers/pools": one(listOf(own)),
  "POST /accounts/:account/load_balancers/pools": one(own),
  "GET /accounts/:account/workers/domains": one(listOf(own)),
  "POST /accounts/:account/workers/domains": one(own),
  "GET /accounts/:account/workers/scripts/:script/settings": one(
    object({ compatibility_flags: listOf(text) }),
  ),
};
