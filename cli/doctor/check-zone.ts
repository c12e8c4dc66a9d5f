import {
  checkCapacity,
  certificateQuota,
  countHomeRules,
  ruleSlots,
} from "../../domain/configuration/home.ts";
import type { Problem } from "../../domain/errors.ts";
import { valueOf } from "./attempt.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";
import { isOwnRule } from "../../domain/rules/own-rules.ts";
import { findWrittenGate } from "../written-gate.ts";
import type { Facts } from "./read-facts.ts";

/** The zone itself: active, of the plan that the configuration says, with room for rules and certificates. */
export function checkZone(facts: Facts): Finding[] {
  return [...checkActive(facts), ...checkPlan(facts), ...checkSlots(facts), ...checkQuota(facts)];
}

function checkActive(facts: Facts): Finding[] {
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

function checkPlan(facts: Facts): Finding[] {
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

function checkSlots({ home, state, entryPoint }: Facts): Finding[] {
  const rules = valueOf(entryPoint)?.rules ?? [];
  const former = findWrittenGate(state)?.record.refPrefix;
  const foreign = rules.filter((rule) => !isOwnRule(rule, home.stack, former)).length;
  const slots = ruleSlots[home.configuration.plan];
  const [tooMany] = checkCapacity(home, slots - foreign);
  const why = "Custom rules of others are kept; what does not fit beside them can't be written.";
  return tooMany === undefined
    ? [
        fine(
          `${slots} custom rules on the ${home.configuration.plan} plan: ${foreign} of others, ${countHomeRules(home)} for the gate`,
        ),
      ]
    : [problem({ ...tooMany, code: "no-rule-slot" }, why)];
}

function checkQuota({ home, certificates }: Facts): Finding[] {
  const all = valueOf(certificates);
  if (all === undefined) {
    return [];
  }
  const active = all.filter(({ status }) => status !== "revoked");
  const names = new Set(home.configuration.devices.map((device) => device.name));
  const ours = active.filter(
    ({ commonName, organization }) =>
      names.has(commonName) && organization === home.configuration.organization,
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
