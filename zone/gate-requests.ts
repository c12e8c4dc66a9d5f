import { customRulesPhase } from "../domain/rules/custom-rule.ts";
import type { GateWrite, RuleWrite } from "../domain/rules/gate-writes.ts";
import { path } from "./api.ts";

/** Identifies a zone's list of custom rules. */
export interface RuleList {
  readonly zoneId: string;
  /** Undefined if the zone has no entry point yet. */
  readonly rulesetId: string | undefined;
}

/** One request to the Rulesets API. */
export interface RuleRequest {
  readonly method: "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: object;
}

/**
 * Returns the request for one change to the gate's rules. It contains no rule of anyone else.
 * https://developers.cloudflare.com/ruleset-engine/rulesets-api/add-rule/
 * @throws Error if the list does not exist and the change is not an addition
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
 * Returns the request that creates the zone's entry point with these rules. Cloudflare refuses it with 20217 if another
 * home has created one in the meantime; that list is then used instead.
 */
export function requestForList(zoneId: string, writes: readonly RuleWrite[]): RuleRequest {
  const list = { kind: "zone", name: "default", phase: customRulesPhase, description: "" };
  const rules = writes.map(bodyOf);
  return { method: "POST", path: path`zones/${zoneId}/rulesets`, body: { ...list, rules } };
}

function bodyOf({ ref, rule }: RuleWrite) {
  return { ref, action: "block", enabled: true, ...rule } as const;
}
