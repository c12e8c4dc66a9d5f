import { allowedPast, unreadableAccessRules } from "../../domain/rules/access-rules.ts";
import { type Bypasses, findBypasses } from "../../domain/rules/bypass.ts";
import { isOwnRule } from "../../domain/rules/own-rules.ts";
import { writtenGate } from "../state.ts";
import type { Finding, Situation } from "./finding.ts";

const none: Bypasses = { open: [], solvable: [] };

/** Other people's rules that would let requests pass after this run: with the gate first nothing stands before it then. */
export function bypassesAfterRun({ home, zone }: Situation<"entryPoint">): Bypasses {
  const { entryPoint } = zone;
  const first = home.configuration.gatePosition === "first";
  return entryPoint === undefined ? none : findBypasses(home, entryPoint, first ? [] : entryPoint.rules);
}

/** The same as the zone is now: with the gate first what already stands above it, before the first up nothing. */
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

/** IP Access rules with the action Allow: they let requests pass before any custom rule is asked. */
export function findAllowRules({ zone }: Pick<Situation<"allowRules">, "zone">): Finding[] {
  return "refused" in zone.allowRules
    ? [{ problem: unreadableAccessRules }]
    : allowedPast(zone.allowRules.value).map((problem) => ({ problem }));
}
