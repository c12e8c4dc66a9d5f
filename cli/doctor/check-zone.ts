import {
  checkCapacity,
  certificateQuota,
  countHomeRules,
  ruleSlots,
} from "../../domain/configuration/home.ts";
import { namesOneOf } from "../../domain/certificates/generation.ts";
import type { Problem } from "../../domain/errors.ts";
import { valueOf } from "../../zone/ask.ts";
import { type Check, fine, problem, warning } from "./check.ts";
import { findMissingSlots, foreignRules } from "../../zone/findings/gate.ts";
import type { Facts } from "./read-facts.ts";

/** The zone itself: active, of the plan that the configuration says, with room for rules and certificates. */
export function checkZone(facts: Facts): Check[] {
  return [
    ...checkActive(facts),
    ...checkPlan(facts),
    tellUploadLimit(facts),
    ...checkSlots(facts),
    ...checkVerdict(facts),
    ...checkQuota(facts),
  ];
}

/** Megabytes of a request's body. https://developers.cloudflare.com/support/troubleshooting/http-status-codes/4xx-client-error/error-413/ */
const uploadLimits = { free: 100, pro: 100, business: 200, enterprise: 500 } as const;

function tellUploadLimit({ home }: Facts): Check {
  const { plan } = home.configuration;
  return fine(
    `uploads of up to ${uploadLimits[plan]} MB pass on the ${plan} plan; restore larger backups of Home Assistant in your own network`,
  );
}

function checkActive(facts: Facts): Check[] {
  const status = valueOf(facts.zone)?.status;
  const { zone } = facts.home.configuration;
  if (status === undefined || status === "active") {
    return status === undefined ? [] : [fine(`the zone ${zone} is active`)];
  }
  const fix =
    "Let the domain's registrar use the name servers that the dashboard's Overview page shows, and wait.";
  return [
    problem(
      { code: "zone-inactive", where: zone, what: `is ${status} at Cloudflare`, fix },
      "Nobody reaches the edge, and no certificate is issued, before the zone is active.",
    ),
  ];
}

function checkPlan(facts: Facts): Check[] {
  const plan = valueOf(facts.zone)?.plan ?? "";
  const { plan: configured, zone } = facts.home.configuration;
  if (plan === "" || plan === configured) {
    return plan === "" ? [] : [fine(`the zone is on the ${plan} plan, as configured`)];
  }
  const fix = `Say so: npx pulumi config set plan ${plan in ruleSlots ? plan : "<free, pro, business or enterprise>"}`;
  const found: Problem = {
    code: "other-plan",
    where: zone,
    what: `is on the ${plan} plan, the configuration says ${configured}`,
    fix,
  };
  const slots = plan in ruleSlots ? ruleSlots[plan as keyof typeof ruleSlots] : 0;
  return slots < ruleSlots[configured]
    ? [problem(found, "Cloudflare refuses more rules than the real plan holds.")]
    : [warning(found, "The plan decides how many devices fit; there is more room than the stack uses.")];
}

function checkSlots({ home, state, entryPoint }: Facts): Check[] {
  const why = "Custom rules of others are kept; what does not fit beside them can't be written.";
  const slots = ruleSlots[home.configuration.plan];
  const [tooMany] = checkCapacity(home, slots);
  if (tooMany !== undefined) {
    return [problem(tooMany, why)];
  }
  const situation = { home, state, zone: { entryPoint: valueOf(entryPoint) } };
  const missing = findMissingSlots(situation);
  const used = `${foreignRules(situation).length} of others, ${countHomeRules(home)} for the gate`;
  return missing.length === 0
    ? [fine(`${slots} custom rules on the ${home.configuration.plan} plan: ${used}`)]
    : missing.map((found) => problem(found.problem, why));
}

/** What Cloudflare itself says to the rules, without writing them. */
function checkVerdict({ verdict }: Facts): Check[] {
  if (verdict === undefined) {
    return [];
  }
  const why = "A run stops before its first write: without its rule the gate would stay open or not be made.";
  const { refused, untried, mayWrite } = verdict;
  return [
    ...refused.map((found) => problem(found, why)),
    // A token that may not write is named with the permission that it lacks.
    ...(untried === undefined || mayWrite === false
      ? []
      : [warning(untried, "What Cloudflare refuses then shows at the first up.")]),
    ...(refused.length === 0 && mayWrite === true ? [fine("Cloudflare takes the gate's rules")] : []),
  ];
}

function checkQuota({ home, certificates }: Facts): Check[] {
  const all = valueOf(certificates);
  if (all === undefined) {
    return [];
  }
  const active = all.filter(({ status }) => status !== "revoked");
  const ours = active.filter(
    ({ commonName, organization }) =>
      namesOneOf(commonName, home.configuration.devices) && organization === home.configuration.organization,
  );
  const after = active.length - ours.length + Math.max(home.held.length, ours.length);
  const count = `${after} of ${certificateQuota} client certificates`;
  return after <= certificateQuota
    ? [fine(`${count} are in use when all devices have theirs`)]
    : [
        warning(
          {
            code: "too-many-devices",
            where: home.configuration.zone,
            what: `would need ${count}`,
            fix: "Revoke some that nobody uses (SSL/TLS · Client Certificates), or ask Cloudflare's support for more.",
          },
          "By default a zone may hold 100; beyond that Cloudflare issues no more.",
        ),
      ];
}
