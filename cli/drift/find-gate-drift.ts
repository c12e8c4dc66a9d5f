import { lostAssociations } from "../../model/associations";
import { type CustomRule, type ProviderRule, readProviderRule } from "../../model/custom-rule";
import { compareForeignRules, compareOwnRules, type RuleChange, standsRight } from "../../model/rule-changes";
import { typeTokens } from "../../model/type-tokens";
import { resourcesOf, type StateResource } from "../state";
import { type Difference, repairByUp } from "./difference";
import type { Subject } from "./find-hidden";

/** Our rules and associations, as the last run left them, against what is there now. */
export function findGateDrift(subject: Subject): Difference[] {
  return [...findRuleDrift(subject), ...findAssociationDrift(subject)];
}

function findRuleDrift({ home, state, live }: Subject): Difference[] {
  const [ruleset] = resourcesOf(state, typeTokens.ruleset);
  if (ruleset === undefined) {
    return [];
  }
  const rules = live.entryPoint?.rules ?? [];
  const before = writtenRules(ruleset);
  const changed = compareOwnRules(home.stack, before, rules).map(({ where, what }) =>
    difference(ruleset, where, what),
  );
  const position = home.configuration.gatePosition;
  const moved = `do not stand ${position} any more, as gatePosition wants it`;
  return [
    ...changed,
    ...(standsRight(home.stack, rules, position) ? [] : [difference(ruleset, "the gate's rules", moved)]),
    ...compareForeignRules(home.stack, before, rules).map((change) => foreignDifference(ruleset, change)),
  ];
}

/** Theirs to change: only the stack's state does not know it yet. */
function foreignDifference({ urn }: StateResource, { where, what, outcome }: RuleChange): Difference {
  const fix = `The stack leaves it to them: ${outcome}. To take note of it: npx pulumi up`;
  return { problem: { code: "changed-outside", where, what, fix }, urns: [urn] };
}

function writtenRules({ outputs }: StateResource): CustomRule[] {
  const rules = outputs?.["rules"];
  return Array.isArray(rules) ? (rules as ProviderRule[]).map((rule) => readProviderRule(rule)) : [];
}

function findAssociationDrift({ home, state, live }: Subject): Difference[] {
  const [association] = resourcesOf(state, typeTokens.association);
  return association === undefined
    ? []
    : lostAssociations(home, association.outputs?.["hostnames"], live.associations).map((hostname) =>
        difference(
          association,
          `the association of ${hostname}`,
          "was taken out: the edge asks nobody for a certificate any more, and all devices are locked out",
        ),
      );
}

function difference({ urn }: StateResource, where: string, what: string): Difference {
  return { problem: { code: "changed-outside", where, what, fix: repairByUp }, urns: [urn] };
}
