import { describeAllowRules, unreadableAccessRules } from "../../domain/rules/access-rules.ts";
import { type Bypasses, findBypasses } from "../../domain/rules/bypass.ts";
import { isOwnRule } from "../../domain/rules/own-rules.ts";
import { writtenGate } from "../state.ts";
import type { Finding, Situation } from "./finding.ts";

const none: Bypasses = { open: [], solvable: [] };

/** Returns other people's rules that would bypass the gate after this run: none if `gatePosition` is first. */
export function bypassesAfterRun({ home, zone }: Situation<"entryPoint">): Bypasses {
  const { entryPoint } = zone;
  const first = home.configuration.gatePosition === "first";
  return entryPoint === undefined ? none : findBypasses(home, entryPoint, first ? [] : entryPoint.rules);
}

/** Finds the rules that bypass the gate now. With `gatePosition: first` those above it, so none before the first run. */
export function findOpenBypasses({ home, state, zone }: Situation<"entryPoint">): Finding[] {
  const { entryPoint } = zone;
  if (entryPoint === undefined) {
    return [];
  }
  const { rules } = entryPoint;
  const former = writtenGate(state)?.record.refPrefix;
  const firstOwn = rules.findIndex((rule) => isOwnRule(rule, home.stack, former));
  const first = home.configuration.gatePosition === "first";
  const { open, solvable } = findBypasses(
    home,
    entryPoint,
    first ? rules.slice(0, Math.max(firstOwn, 0)) : rules,
  );
  return [...open, ...solvable].map((problem) => ({ problem }));
}

/** Finds IP Access rules with the action Allow, which Cloudflare evaluates before all custom rules. */
export function findAllowRules({ zone }: Pick<Situation<"allowRules">, "zone">): Finding[] {
  return "refused" in zone.allowRules
    ? [{ problem: unreadableAccessRules }]
    : describeAllowRules(zone.allowRules.value).map((problem) => ({ problem }));
}
