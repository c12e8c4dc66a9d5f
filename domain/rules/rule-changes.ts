import { createHash } from "node:crypto";
import { type CustomRule, nameOfRule } from "./custom-rule.ts";
import { isGateRule, isOwnRule } from "./own-rules.ts";

/** A change in the list of custom rules since the last run. */
export interface RuleChange {
  readonly where: string;
  /** The predicate of a sentence that `where` begins: `was added since the last run`. */
  readonly what: string;
  /** What the next run does about it. */
  readonly outcome: string;
}

/** Compares the rules of others with what they were when the last run wrote the list. */
export function compareForeignRules(
  stack: string,
  previous: readonly CustomRule[],
  live: readonly CustomRule[],
): RuleChange[] {
  const theirs = (rules: readonly CustomRule[]): CustomRule[] =>
    rules.filter((rule) => !isOwnRule(rule, stack));
  const [had, have] = [theirs(previous), theirs(live)];
  const changed = (rules: readonly CustomRule[], what: string, outcome: string): RuleChange[] =>
    rules.map((rule) => ({ where: nameOfRule(rule), what: `${what} since the last run`, outcome }));
  const isIn = (rules: readonly CustomRule[]) => (rule: CustomRule) =>
    rules.some(({ ref }) => ref === rule.ref);
  const kept = have.filter(isIn(had));
  const edited = kept.filter((rule) => !had.some((old) => isSameRule(old, rule)));
  return [
    ...changed(
      have.filter((rule) => !isIn(had)(rule)),
      "was added",
      "it stays as it is",
    ),
    ...changed(edited, "was changed", "it stays as it is now"),
    ...changed(
      had.filter((rule) => !isIn(have)(rule)),
      "was deleted",
      "it is not restored",
    ),
    ...compareOrder(had.filter(isIn(have)), kept, have),
  ];
}

function compareOrder(
  had: readonly CustomRule[],
  kept: readonly CustomRule[],
  live: readonly CustomRule[],
): RuleChange[] {
  if (kept.every(({ ref }, index) => had[index]?.ref === ref)) {
    return [];
  }
  const names = live.map((rule) => nameOfRule(rule).replace("custom rule ", "")).join(", ");
  const what = `are in a different order since the last run: ${names}`;
  return [{ where: "custom rules of others", what, outcome: "the order stays as it is now" }];
}

/** The state keeps longer texts as their hash, because a command gets its last output in one variable of 128 KiB. */
const longestText = 200;

/** Shortens a rule for comparison: replaces an expression or parameters that are long by their hash. */
export function abridge<T extends Partial<CustomRule>>(rule: T): T {
  const { expression = "", parameters = {} } = rule;
  const text = JSON.stringify(normalise(parameters) ?? {});
  return {
    ...rule,
    ...(expression.length > longestText ? { expression: sha256(expression) } : {}),
    ...(text.length > longestText ? { parameters: { sha256: sha256(text) } } : {}),
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Hashes the properties of a bypass that its acceptance depends on, to 12 hexadecimal digits. */
export function fingerprintOfPass({ action, expression, parameters }: CustomRule): string {
  return sha256(JSON.stringify(normalise({ action, expression, parameters }))).slice(0, 12);
}

/** Whether two rules have the same ref, and the same in all that Cloudflare evaluates. */
export function isSameRule(one: CustomRule, other: CustomRule | undefined): boolean {
  return one.ref === other?.ref && fingerprint(one) === fingerprint(other);
}

/** Everything that Cloudflare evaluates. Empty values count as missing, and snake_case names equal camelCase ones. */
function fingerprint(rule: CustomRule | undefined): string {
  const some: Partial<CustomRule> = rule ?? {};
  const { action, enabled, expression, description, parameters, logged } = abridge(some);
  return JSON.stringify(normalise({ action, enabled, expression, description, parameters, logged }));
}

function normalise(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map(normalise);
  }
  if (typeof value !== "object" || value === null) {
    return value === "" || value === null ? undefined : value;
  }
  const entries = Object.entries(value)
    .map(([key, inner]) => [key.replaceAll("_", "").toLowerCase(), normalise(inner)] as const)
    .filter(([, inner]) => inner !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Compares our own rules with what they were when the last run wrote them. */
export function compareOwnRules(
  stack: string,
  previous: readonly CustomRule[],
  live: readonly CustomRule[],
): Pick<RuleChange, "where" | "what">[] {
  return previous
    .filter((rule) => isOwnRule(rule, stack))
    .flatMap((rule) => {
      const found = live.find(({ ref }) => ref === rule.ref);
      const what = describeOwn(rule, found);
      return what === undefined ? [] : [{ where: `the gate's rule ${rule.ref}`, what }];
    });
}

function describeOwn(previous: CustomRule, live: CustomRule | undefined): string | undefined {
  if (live === undefined) {
    return "was deleted outside Pulumi: anyone who knows the hostname can reach the login page";
  }
  if (!live.enabled) {
    return "was disabled outside Pulumi: anyone who knows the hostname can reach the login page";
  }
  return abridge(live).expression === abridge(previous).expression && live.action === previous.action
    ? undefined
    : "was edited outside Pulumi: it no longer enforces the list of devices";
}

/**
 * Whether our rules are together at the end of the list that `position` names, with only other homes' rules beyond them;
 * true when we have none.
 */
export function areRulesInPlace(
  stack: string,
  rules: readonly CustomRule[],
  position: "first" | "last",
): boolean {
  const own = rules.map((rule) => isOwnRule(rule, stack));
  const [first, last] = [own.indexOf(true), own.lastIndexOf(true)];
  const together = own.slice(first, last).every(Boolean);
  const onWrongSide = position === "first" ? rules.slice(0, first) : rules.slice(last + 1);
  return first === -1 || (together && onWrongSide.every(isGateRule));
}
