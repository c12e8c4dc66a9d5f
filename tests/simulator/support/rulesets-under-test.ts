import { withSimulator } from "./with-simulator.ts";

/** A rule in the API's responses. */
export interface RuleSeen {
  readonly id: string;
  readonly ref: string;
  readonly version: string;
}

/** A ruleset in the API's responses; the SDK's own type is unknown, or a union of all actions. */
export interface RulesetSeen {
  readonly id: string;
  readonly rules: readonly RuleSeen[];
}

/** The phase of custom rules. */
export const phase = "http_request_firewall_custom";

/** Starts a simulator for each test of the file that calls this, and changes its custom rules through the SDK. */
export function rulesetsUnderTest() {
  const underTest = withSimulator();
  const rulesets = () => underTest.client.rulesets;
  return {
    underTest,
    rulesets,
    create: async (...rules: object[]) =>
      (await rulesets().create({
        ...underTest.zone,
        kind: "zone",
        name: "default",
        phase,
        rules,
      })) as RulesetSeen,
    replace: async (id: string, ...rules: object[]) =>
      (await rulesets().update(id, { ...underTest.zone, rules })) as RulesetSeen,
    current: async (id: string) => (await rulesets().get(id, underTest.zone)) as RulesetSeen,
    addRule: async (ruleset: string, rule: object) =>
      (await rulesets().rules.create(ruleset, { ...underTest.zone, ...rule })) as RulesetSeen,
    changeRule: async (ruleset: string, ruleId: string, rule: object) =>
      (await rulesets().rules.edit(ruleId, {
        ...underTest.zone,
        ruleset_id: ruleset,
        ...rule,
      })) as RulesetSeen,
  };
}

/** A rule that blocks one hostname. */
export const block = (ref: string, expression = `http.host eq "${ref}.example.com"`) => ({
  action: "block",
  expression,
  ref,
  enabled: true,
  description: ref,
});

/** A rule that skips what its parameters say. */
export const skip = (action_parameters: object): object => ({
  action: "skip",
  expression: "true",
  action_parameters,
});
