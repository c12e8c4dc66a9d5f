import { plainText } from "../plain-text.ts";

/** The phase of custom rules, as the Rulesets API calls it. */
export const customRulesPhase = "http_request_firewall_custom";

/** A custom rule, as far as it matters to the gate. */
export interface CustomRule {
  readonly id: string;
  readonly ref: string;
  readonly action: string;
  readonly enabled: boolean;
  readonly expression: string;
  readonly description: string;
  /** Parameters of its action. */
  readonly parameters: ActionParameters;
  /** Whether what it matches stands in the zone's log. */
  readonly logged: boolean;
}

/** What an action is told; of all there are, those of skip matter. */
export interface ActionParameters extends Readonly<Record<string, unknown>> {
  readonly ruleset?: string | null | undefined;
  readonly phase?: string | null | undefined;
  readonly phases?: readonly string[] | null | undefined;
  readonly rulesets?: readonly string[] | null | undefined;
  /** Ruleset id → ids of its rules. */
  readonly rules?: Readonly<Record<string, readonly string[]>> | null | undefined;
}

/** The zone's entry point for custom rules: the one list that all of them stand in. */
export interface EntryPoint {
  readonly id: string;
  readonly rules: readonly CustomRule[];
}

/** A rule as the API answers it. https://developers.cloudflare.com/ruleset-engine/rulesets-api/json-object/ */
export interface RuleAnswer {
  readonly id?: string | null | undefined;
  readonly ref?: string | null | undefined;
  readonly action?: string | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly expression?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly action_parameters?: ActionParameters | null | undefined;
  readonly logging?: { readonly enabled?: boolean | null | undefined } | null | undefined;
}

/** Reads a rule of the API; what Cloudflare leaves out has its default. */
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

/** What a person calls a rule: `custom rule "office"`, on one line whatever its owner has written. */
export function nameOfRule({ description, ref }: Pick<CustomRule, "description" | "ref">): string {
  const name = plainText(description);
  return `custom rule "${name === "" ? plainText(ref) : name}"`;
}
