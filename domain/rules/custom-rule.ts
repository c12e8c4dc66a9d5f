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
  readonly ruleset?: string;
  readonly phase?: string;
  readonly phases?: readonly string[];
  readonly rulesets?: readonly string[];
  /** Ruleset id → ids of its rules. */
  readonly rules?: Readonly<Record<string, readonly string[]>>;
}

/** The zone's entry point for custom rules: the one list that all of them stand in. */
export interface EntryPoint {
  readonly id: string;
  readonly rules: readonly CustomRule[];
}

/** A rule as the API answers it. https://developers.cloudflare.com/ruleset-engine/rulesets-api/json-object/ */
export interface RuleAnswer {
  readonly id?: string;
  readonly ref?: string;
  readonly action?: string;
  readonly enabled?: boolean;
  readonly expression?: string;
  readonly description?: string;
  readonly action_parameters?: ActionParameters | null;
  readonly logging?: { readonly enabled?: boolean } | null;
}

/** Reads a rule of the API; what Cloudflare leaves out has its default. */
export function readCustomRule(answer: RuleAnswer): CustomRule {
  const { id = "", ref = id, action = "", enabled, expression = "", description = "" } = answer;
  const parameters = answer.action_parameters ?? {};
  const logged = answer.logging?.enabled !== false;
  return { id, ref, action, enabled: enabled !== false, expression, description, parameters, logged };
}

/** A rule as the provider reads it, and as the stack's state holds it. */
export interface ProviderRule extends Omit<RuleAnswer, "action_parameters"> {
  readonly actionParameters?: ActionParameters | null;
}

/** Reads a rule of the provider, which names parameters otherwise and leaves out those that it does not know. */
export function readProviderRule({ actionParameters, ...rule }: ProviderRule): CustomRule {
  return readCustomRule({ ...rule, action_parameters: actionParameters ?? {} });
}

/** What a person calls a rule: `custom rule "office"`, on one line whatever its owner has written. */
export function nameOfRule({ description, ref }: Pick<CustomRule, "description" | "ref">): string {
  const name = plainText(description);
  return `custom rule "${name === "" ? plainText(ref) : name}"`;
}
