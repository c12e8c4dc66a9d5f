import { z } from "zod";
import { plainText } from "../plain-text.ts";

/** The Rulesets API's name for the phase of custom rules. */
export const customRulesPhase = "http_request_firewall_custom";

const texts = z.array(z.string()).nullish();

/** The parameters of an action. Only those of skip matter to the gate. */
const actionParameters = z.looseObject({
  ruleset: z.string().nullish(),
  phase: z.string().nullish(),
  phases: texts,
  rulesets: texts,
  /** Ids of rules, by the id of their ruleset. */
  rules: z.record(z.string(), z.array(z.string())).nullish(),
});

/** A rule as the API returns it. https://developers.cloudflare.com/ruleset-engine/rulesets-api/json-object/ */
export const ruleAnswer = z.looseObject({
  id: z.string().nullish(),
  ref: z.string().nullish(),
  action: z.string().nullish(),
  enabled: z.boolean().nullish(),
  expression: z.string().nullish(),
  description: z.string().nullish(),
  action_parameters: actionParameters.nullish(),
  logging: z.looseObject({ enabled: z.boolean().nullish() }).nullish(),
});

export type RuleAnswer = Readonly<z.infer<typeof ruleAnswer>>;

/** The properties of a custom rule that matter to the gate. */
export interface CustomRule {
  readonly id: string;
  readonly ref: string;
  readonly action: string;
  readonly enabled: boolean;
  readonly expression: string;
  readonly description: string;
  readonly parameters: Readonly<z.infer<typeof actionParameters>>;
  /** Whether requests that it matches are logged. */
  readonly logged: boolean;
}

/** The zone's entry point ruleset, which lists all its custom rules. */
export interface EntryPoint {
  readonly id: string;
  readonly rules: readonly CustomRule[];
}

/** Reads a rule that the API returned, with Cloudflare's defaults for omitted properties. */
export function readCustomRule(answer: RuleAnswer): CustomRule {
  const id = answer.id ?? "";
  return {
    id,
    ref: answer.ref ?? id,
    action: answer.action ?? "",
    enabled: answer.enabled !== false,
    expression: answer.expression ?? "",
    description: answer.description ?? "",
    parameters: answer.action_parameters ?? {},
    logged: answer.logging?.enabled !== false,
  };
}

/** Names a rule for messages, without control characters: `custom rule "office"`. */
export function nameOfRule({ description, ref }: Pick<CustomRule, "description" | "ref">): string {
  const name = plainText(description);
  return `custom rule "${name === "" ? plainText(ref) : name}"`;
}
