import { customRulesPhase } from "../domain/rules/custom-rule.ts";
import type { GateWrite, RuleWrite } from "../domain/rules/gate-writes.ts";
import { path } from "./api.ts";

/** The list of custom rules that a request is about. */
export interface RuleList {
  readonly zoneId: string;
  /** Undefined where the zone has no entry point yet. */
  readonly rulesetId: string | undefined;
}

/** One request to the Rulesets API. */
export interface RuleRequest {
  readonly method: "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: object;
}

/**
 * The request that makes one change of the gate's rules, and sends nobody else's.
 * https://developers.cloudflare.com/ruleset-engine/rulesets-api/add-rule/
 * @throws Error where a list that does not exist yet is to lose or change a rule
 */
export function requestFor({ zoneId, rulesetId }: RuleList, write: GateWrite): RuleRequest {
  const rulesets = path`zones/${zoneId}/rulesets`;
  if (rulesetId === undefined) {
    if (write.kind !== "add") {
      throw new Error(`a zone without custom rules can't ${write.kind} one`);
    }
    return requestForList(zoneId, [write]);
  }
  const rules = `${rulesets}/${rulesetId}/rules`;
  switch (write.kind) {
    case "add":
      return { method: "POST", path: rules, body: { ...bodyOf(write), position: write.place } };
    case "change":
      return { method: "PATCH", path: `${rules}/${write.id}`, body: bodyOf(write) };
    case "move":
      return { method: "PATCH", path: `${rules}/${write.id}`, body: { position: write.place } };
    case "remove":
      return { method: "DELETE", path: `${rules}/${write.id}` };
  }
}

/**
 * The request that makes the zone's entry point with these rules. It is refused with 20217 where another home has made
 * one since: then its list is used.
 */
export function requestForList(zoneId: string, writes: readonly RuleWrite[]): RuleRequest {
  const list = { kind: "zone", name: "default", phase: customRulesPhase, description: "" };
  const rules = writes.map(bodyOf);
  return { method: "POST", path: path`zones/${zoneId}/rulesets`, body: { ...list, rules } };
}

function bodyOf({ ref, rule }: RuleWrite) {
  return { ref, action: "block", enabled: true, ...rule } as const;
}
