import { findBypasses } from "../domain/rules/bypass.ts";
import type { EntryPoint } from "../domain/rules/custom-rule.ts";
import type { Problem } from "../domain/errors.ts";
import type { Home } from "../domain/configuration/home.ts";
import { isOwnRule } from "../domain/rules/own-rules.ts";
import type { StackState } from "./state.ts";
import { findWrittenGate } from "./written-gate.ts";

/** Other people's rules that let requests pass before ours are asked, as the zone is now. */
export function bypassingRules(
  { home, state }: { readonly home: Home; readonly state: StackState },
  entryPoint: EntryPoint | undefined,
): readonly Problem[] {
  if (entryPoint === undefined) {
    return [];
  }
  const { rules } = entryPoint;
  const former = findWrittenGate(state)?.record.refPrefix;
  const firstOwn = rules.findIndex((rule) => isOwnRule(rule, home.stack, former));
  // With the gate first only what already stands above it can pass; before the first up nothing does.
  const first = home.configuration.gatePosition === "first";
  const above = first ? rules.slice(0, Math.max(firstOwn, 0)) : rules;
  const { open, solvable } = findBypasses(home, entryPoint, above);
  return [...open, ...solvable];
}
