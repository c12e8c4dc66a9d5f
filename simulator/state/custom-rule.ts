import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { withoutNulls } from "../api/envelope.ts";
import { rulesetRefused } from "../api/errors.ts";
import { checkCustomRule } from "./custom-rule-check.ts";
import { newHexId } from "./identifiers.ts";
import type { Rule } from "./state.ts";

/** The shape of a rule that a client sends. */
export const RULE = z.looseObject({
  id: z.string().optional(),
  ref: z.string().min(1).optional(),
  action: z.string().optional(),
  expression: z.string().optional(),
  description: z.string().optional(),
  enabled: z.boolean().optional(),
  action_parameters: withoutNulls(z.record(z.string(), z.unknown())).optional(),
  logging: z.record(z.string(), z.unknown()).optional(),
});

/** A rule that a client sends. */
export type RuleInput = Readonly<z.output<typeof RULE>>;

/**
 * Builds a ruleset's new rules. A rule that is sent again with its `ref` (or `id`) keeps its id, and if it is unchanged,
 * also its version.
 * @throws ApiError if any of the rules is refused
 * https://developers.cloudflare.com/terraform/troubleshooting/rule-id-changes/
 */
export function buildRules(inputs: readonly RuleInput[], present: readonly Rule[]): Rule[] {
  inputs.forEach((input, index) => {
    checkCustomRule(input, `/rules/${index}`);
  });
  const rules = inputs.map((input, index) => buildRule(input, findPrevious(input, present, index)));
  checkUniqueRefs(rules);
  return rules;
}

/** Builds the rule that replaces `previous`, or a new rule. The input must have been checked. */
export function buildRule(input: RuleInput, previous: Rule | undefined): Rule {
  const id = previous?.id ?? newHexId();
  const evaluated = evaluatedFields(input);
  const unchanged = previous !== undefined && isDeepStrictEqual(evaluatedFields(previous), evaluated);
  return {
    id,
    version: previous === undefined ? "1" : String(Number(previous.version) + (unchanged ? 0 : 1)),
    ...evaluated,
    ...(input.description === undefined ? {} : { description: input.description }),
    last_updated: unchanged ? previous["last_updated"] : new Date().toISOString(),
    ref: input.ref ?? previous?.ref ?? id,
  };
}

/** @throws ApiError when two rules have the same `ref` */
export function checkUniqueRefs(rules: readonly Rule[]): void {
  const refs = new Set<string>();
  rules.forEach(({ ref }, index) => {
    if (refs.has(ref)) {
      throw rulesetRefused(
        20123,
        `'${ref}' is not a valid value for ref because it is already used by another rule of the ruleset`,
        `/rules/${index}/ref`,
      );
    }
    refs.add(ref);
  });
}

function findPrevious(input: RuleInput, present: readonly Rule[], index: number): Rule | undefined {
  if (input.id === undefined) return present.find(({ ref }) => ref === input.ref);
  const rule = present.find(({ id }) => id === input.id);
  if (rule === undefined) {
    throw rulesetRefused(
      20124,
      `'${input.id}' is not a valid value for id because the ruleset has no such rule`,
      `/rules/${index}/id`,
    );
  }
  return input.ref === undefined || input.ref === rule.ref ? rule : undefined;
}

type EvaluatedFields = Pick<Rule, "action" | "expression" | "enabled"> & Record<string, unknown>;

/** A skip rule logs by default; other rules have no logging options. */
function loggingField(action: string | undefined, logging: RuleInput["logging"]): object {
  if (action === "skip") return { logging: logging ?? { enabled: true } };
  return logging === undefined ? {} : { logging };
}

/** The fields that determine what a rule does. Clients send `action_parameters: {}` for none, and Cloudflare drops it. */
function evaluatedFields(rule: RuleInput): EvaluatedFields {
  const { action, expression, enabled, action_parameters, logging, categories } = rule;
  return {
    action: action ?? "",
    ...(Object.keys(action_parameters ?? {}).length === 0 ? {} : { action_parameters }),
    ...(categories === undefined ? {} : { categories }),
    expression: expression ?? "",
    enabled: enabled ?? true,
    ...loggingField(action, logging),
  };
}
