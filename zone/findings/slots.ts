import { countHomeRules, ruleSlots } from "../../domain/configuration/home.ts";
import { foreignRules } from "./gate.ts";
import type { Finding, Situation } from "./finding.ts";

/** Too many custom rules of others for the home's own to fit beside them. */
export function findMissingSlots(situation: Situation<"entryPoint">): Finding[] {
  const { zone, plan } = situation.home.configuration;
  const foreign = foreignRules(situation).length;
  const needed = countHomeRules(situation.home);
  const missing = needed + foreign - ruleSlots[plan];
  return missing <= 0
    ? []
    : [
        {
          problem: {
            code: "no-rule-slot",
            where: zone,
            what: `has ${foreign} custom rules of others; the ${plan} plan holds ${ruleSlots[plan]}, this stack needs ${needed}`,
            fix: `Delete ${missing} of them in the dashboard (Security · WAF · Custom rules), take devices or services out, or move to a larger plan (setting "plan").`,
          },
        },
      ];
}
