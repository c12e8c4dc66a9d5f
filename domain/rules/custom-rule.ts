import { plainText } from "../plain-text.ts";

/** The Rulesets API's name for the phase of custom rules. */
export const customRulesPhase = "http_request_firewall_custom";

/** The properties of a custom rule that matter to the gate. */
export interface CustomRule {
  readonly id: string;
  readonly ref: string;
  readonly action: string;
  readonly enabled: boolean;
  readonly expression: string;
  readonly description: string;
  readonly parameters: ActionParameters;
  /** Whether requests that it matches are logged. */
  readonly logged: boolean;
}

/** The parameters of an action; those of skip matter to the gate. */
export interface ActionParameters extends Readonly<Record<string, unknown>> {
  readonly ruleset?: string | null | undefined;
  readonly phase?: string | null | undefined;
  readonly phases?: readonly string[] | null | undefined;
  readonly rulesets?: readonly string[] | null | undefined;
  /** Ids of rules, by the id of their ruleset. */
  readonly rules?: Readonly<Record<string, readonly string[]>> | null | undefined;
}

/** The zone's entry point ruleset, which lists all its custom rules. */
export interface EntryPoint {
  readonly id: string;
  readonly rules: readonly CustomRule[];
}

/** A rule as the API returns it. https://developers.cloudflare.com/ruleset-engine/rulesets-api/json-object/ */
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
