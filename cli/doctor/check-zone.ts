import {
  checkCapacity,
  certificateQuota,
  countHomeRules,
  ruleSlots,
} from "../../domain/configuration/home.ts";
import { namesOneOf } from "../../domain/certificates/generation.ts";
import type { Problem } from "../../domain/errors.ts";
import { valueOf } from "../../zone/ask.ts";
import { type Diagnosis, fine, problem, warning } from "./diagnosis.ts";
import { findMissingSlots, foreignRules } from "../../zone/findings/gate.ts";
import type { Facts } from "./read-facts.ts";

/** Checks the zone itself: that it is active, on the configured plan, and has room for the rules and certificates. */
export function checkZone(facts: Facts): Diagnosis[] {
  return [
    ...checkActive(facts),
    ...checkPlan(facts),
    tellUploadLimit(facts),
    ...checkSlots(facts),
    ...checkVerdict(facts),
    ...checkQuota(facts),
  ];
}

/** Megabytes per request. https://developers.cloudflare.com/support/troubleshooting/http-status-codes/4xx-client-error/error-413/ */
const uploadLimits = { free: 100, pro: 100, business: 200, enterprise: 500 } as const;

function tellUploadLimit({ home }: Facts): Diagnosis {
  const { plan } = home.configuration;
  return fine(
    `the ${plan} plan allows uploads of up to ${uploadLimits[plan]} MB; restore larger backups of Home Assistant in your own network`,
  );
}

function checkActive(facts: Facts): Diagnosis[] {
  const status = valueOf(facts.zone)?.status;
  const { zone } = facts.home.configuration;
  if (status === undefined || status === "active") {
    return status === undefined ? [] : [fine(`the zone ${zone} is active`)];
  }
  const fix =
    "At the domain's registrar, set the name servers that the dashboard's Overview page shows, and wait.";
  const why = "Until the zone is active, nobody reaches the edge and no certificate is issued.";
  return [problem({ code: "zone-inactive", where: zone, what: `is ${status} at Cloudflare`, fix }, why)];
}

function checkPlan(facts: Facts): Diagnosis[] {
  const plan = valueOf(facts.zone)?.plan ?? "";
  const { plan: configured, zone } = facts.home.configuration;
  if (plan === "" || plan === configured) {
    return plan === "" ? [] : [fine(`the zone is on the ${plan} plan, as configured`)];
  }
  const slots = plan in ruleSlots ? ruleSlots[plan as keyof typeof ruleSlots] : undefined;
  const found: Problem = {
    code: "other-plan",
    where: zone,
    what: `is on the ${plan} plan, but the configuration says ${configured}`,
    fix: `Set it: npx pulumi config set plan ${slots === undefined ? "<free, pro, business or enterprise>" : plan}`,
  };
  return (slots ?? 0) < ruleSlots[configured]
    ? [problem(found, "Cloudflare refuses more rules than the actual plan allows.")]
    : [warning(found, "The actual plan has room for more devices than the stack makes use of.")];
}

function checkSlots({ home, state, entryPoint }: Facts): Diagnosis[] {
  const why = "Other people's custom rules are kept, and rules that don't fit next to them can't be written.";
  const { plan } = home.configuration;
  const slots = ruleSlots[plan];
  const [tooMany] = checkCapacity(home, slots);
  if (tooMany !== undefined) {
    return [problem(tooMany, why)];
  }
  const situation = { home, state, zone: { entryPoint: valueOf(entryPoint) } };
  const missing = findMissingSlots(situation);
  const used = `others use ${foreignRules(situation).length}, the gate uses ${countHomeRules(home)}`;
  return missing.length === 0
    ? [fine(`the ${plan} plan allows ${slots} custom rules: ${used}`)]
    : missing.map((found) => problem(found.problem, why));
}

/** Reports what Cloudflare says about the gate's rules in a dry run. */
function checkVerdict({ verdict }: Facts): Diagnosis[] {
  if (verdict === undefined) {
    return [];
  }
  const { refused, untried, mayWrite } = verdict;
  const why =
    "A run stops before its first write, because without this rule the gate would be missing or open.";
  return [
    ...refused.map((found) => problem(found, why)),
    // The missing permission is reported on its own.
    ...(untried === undefined || mayWrite === false
      ? []
      : [warning(untried, "Only the first up shows whether Cloudflare accepts the rules.")]),
    ...(refused.length === 0 && mayWrite === true ? [fine("Cloudflare accepts the gate's rules")] : []),
  ];
}

function checkQuota({ home, certificates }: Facts): Diagnosis[] {
  const all = valueOf(certificates);
  if (all === undefined) {
    return [];
  }
  const { devices, organization: own, zone } = home.configuration;
  const active = all.filter(({ status }) => status !== "revoked");
  const ours = active.filter(
    ({ commonName, organization }) => namesOneOf(commonName, devices) && organization === own,
  );
  const after = active.length - ours.length + Math.max(home.held.length, ours.length);
  const count = `${after} of ${certificateQuota} client certificates`;
  if (after <= certificateQuota) {
    return [fine(`${count} will be in use when every device has one`)];
  }
  const fix =
    "Revoke certificates that are no longer used (SSL/TLS → Client Certificates), or ask Cloudflare's support for a higher limit.";
  const why = `By default a zone can have ${certificateQuota}; Cloudflare issues no more than that.`;
  return [warning({ code: "too-many-devices", where: zone, what: `would need ${count}`, fix }, why)];
}
