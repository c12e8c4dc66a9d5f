import { z } from "zod";
import { withoutNulls } from "../api/envelope.ts";
import { entryPointNotFound, ruleNotFound, rulesetNotFound, rulesetRefused } from "../api/errors.ts";
import { buildRule, buildRules, checkUniqueRefs, RULE } from "./custom-rule.ts";
import { checkCustomRule } from "./custom-rule-check.ts";
import { newHexId } from "./identifiers.ts";
import type { Rule, Ruleset, State } from "./state.ts";

/** The phase of custom rules, the only one whose rulesets the simulator can write. */
export const CUSTOM_RULES_PHASE = "http_request_firewall_custom";

/** The shape of a new ruleset. */
export const NEW_RULESET = z.looseObject({
  name: z.string().min(1),
  kind: z.string(),
  phase: z.string(),
  description: z.string().optional(),
  rules: z.array(withoutNulls(RULE)).optional(),
});

type NewRuleset = z.output<typeof NEW_RULESET>;

/** A rule's place in its list: an index counted from 1, or before or after a rule; an empty id means an end of the list. */
const POSITION = z.looseObject({
  index: z.int().min(1).optional(),
  before: z.string().optional(),
  after: z.string().optional(),
});

/** The shape of a single rule, which may have a position. */
export const PLACED_RULE = RULE.extend({ position: POSITION.optional() });

type PlacedRule = z.output<typeof PLACED_RULE>;

/** Creates the entry point of a phase. @throws ApiError 20217 when the phase has one, even without rules */
export function createRuleset(state: State, wanted: NewRuleset): Ruleset {
  checkModelled(wanted);
  if (entryPointOf(state, wanted.phase) !== undefined) {
    throw rulesetRefused(
      20217,
      `'zone' is not a valid value for kind because exceeded maximum number of zone rulesets for phase ${wanted.phase}`,
      "/kind",
    );
  }
  const { name, kind, phase, description = "" } = wanted;
  const ruleset = {
    id: newHexId(),
    name,
    description,
    kind,
    phase,
    version: "0",
    last_updated: "",
    rules: [],
  };
  return write(state, ruleset, { rules: buildRules(wanted.rules ?? [], []) });
}

/** Returns a ruleset by its id. @throws ApiError */
export function findRuleset(state: State, id: string): Ruleset {
  const ruleset = state.rulesets.get(id);
  if (ruleset === undefined) throw rulesetNotFound();
  return ruleset;
}

/** Returns the entry point of a phase. @throws ApiError 10003 when the phase has none */
export function findEntryPoint(state: State, phase: string): Ruleset {
  const ruleset = entryPointOf(state, phase);
  if (ruleset === undefined) throw entryPointNotFound(phase);
  return ruleset;
}

/** Returns the entry point of a phase, or undefined when the phase has none. */
export function entryPointOf(state: State, phase: string): Ruleset | undefined {
  return [...state.rulesets.values()].find((ruleset) => ruleset.phase === phase);
}

/** Replaces the list of rules, the description, or both. */
export function updateRuleset(
  state: State,
  ruleset: Ruleset,
  change: Pick<Partial<NewRuleset>, "description" | "rules">,
): Ruleset {
  return write(state, ruleset, {
    description: change.description ?? ruleset.description,
    rules: change.rules === undefined ? ruleset.rules : buildRules(change.rules, ruleset.rules),
  });
}

/** Adds a rule to a ruleset, by default at the end. */
export function addRule(state: State, ruleset: Ruleset, { position, ...input }: PlacedRule): Ruleset {
  checkCustomRule(input, "");
  return write(state, ruleset, { rules: place(ruleset.rules, buildRule(input, undefined), position ?? {}) });
}

/** Replaces a rule; with only a position, moves it. */
export function changeRule(
  state: State,
  { ruleset, ruleId }: { readonly ruleset: Ruleset; readonly ruleId: string },
  { position, ...input }: PlacedRule,
): Ruleset {
  const previous = findRule(ruleset, ruleId);
  const onlyMoves = position !== undefined && Object.keys(input).length === 0;
  if (!onlyMoves) checkCustomRule(input, "");
  const rule = onlyMoves ? previous : buildRule(input, previous);
  const rules = ruleset.rules.map((candidate) => (candidate.id === ruleId ? rule : candidate));
  return write(state, ruleset, { rules: position === undefined ? rules : place(rules, rule, position) });
}

/** Deletes a rule. */
export function deleteRule(state: State, ruleset: Ruleset, ruleId: string): Ruleset {
  findRule(ruleset, ruleId);
  return write(state, ruleset, { rules: ruleset.rules.filter(({ id }) => id !== ruleId) });
}

function findRule(ruleset: Ruleset, ruleId: string): Rule {
  const rule = ruleset.rules.find(({ id }) => id === ruleId);
  if (rule === undefined) throw ruleNotFound();
  return rule;
}

function write(
  state: State,
  ruleset: Ruleset,
  change: { readonly description?: string; readonly rules: readonly Rule[] },
): Ruleset {
  checkUniqueRefs(change.rules);
  checkQuota(state, change.rules.length);
  const written: Ruleset = {
    ...ruleset,
    ...change,
    version: String(Number(ruleset.version) + 1),
    last_updated: new Date().toISOString(),
  };
  state.rulesets.set(written.id, written);
  return written;
}

function checkQuota({ limits }: State, wanted: number): void {
  if (wanted <= limits.customRules) return;
  throw rulesetRefused(
    50001,
    `exceeded the maximum number of rules in the phase ${CUSTOM_RULES_PHASE}: ${wanted} out of ${limits.customRules}`,
  );
}

function checkModelled({ kind, phase }: NewRuleset): void {
  if (kind !== "zone") {
    throw rulesetRefused(
      20129,
      `'${kind}' is not a valid value for kind in a zone of the free plan`,
      "/kind",
    );
  }
  checkWritablePhase(phase);
}

/** @throws ApiError for all phases but that of custom rules, because the simulator wouldn't evaluate their rules */
export function checkWritablePhase(phase: string): void {
  if (phase === CUSTOM_RULES_PHASE) return;
  throw rulesetRefused(
    20130,
    `'${phase}' is not a valid value for phase because the simulator evaluates ${CUSTOM_RULES_PHASE} only`,
    "/phase",
  );
}

function place(rules: readonly Rule[], rule: Rule, position: z.output<typeof POSITION>): Rule[] {
  const others = rules.filter(({ id }) => id !== rule.id);
  const index = placeIndex(others, position);
  return [...others.slice(0, index), rule, ...others.slice(index)];
}

function placeIndex(others: readonly Rule[], { index, before, after }: z.output<typeof POSITION>): number {
  const indexOf = (ruleId: string): number => {
    const found = others.findIndex(({ id }) => id === ruleId);
    if (found === -1) throw ruleNotFound();
    return found;
  };
  if (index !== undefined) return Math.max(0, index - 1);
  if (before !== undefined) return before === "" ? 0 : indexOf(before);
  return after === undefined || after === "" ? others.length : indexOf(after) + 1;
}
