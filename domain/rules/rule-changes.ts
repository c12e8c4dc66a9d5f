import { createHash } from "node:crypto";
import { type CustomRule, nameOfRule } from "./custom-rule.ts";
import { isGateRule, isOwnRule } from "./own-rules.ts";

/** What became of one thing in the list of custom rules since the last run. */
export interface RuleChange {
  readonly where: string;
  /** Read after `where`: `was added since the last run`. */
  readonly what: string;
  /** What the next run does about it. */
  readonly outcome: string;
}

const stays = "it stays as it is";

/** What others have done to their own rules since the last run wrote the list. */
export function compareForeignRules(
  stack: string,
  before: readonly CustomRule[],
  now: readonly CustomRule[],
): RuleChange[] {
  const theirs = (rules: readonly CustomRule[]): CustomRule[] =>
    rules.filter((rule) => !isOwnRule(rule, stack));
  const [had, have] = [theirs(before), theirs(now)];
  const change = (rule: CustomRule, what: string, outcome: string): RuleChange => ({
    where: nameOfRule(rule),
    what: `${what} since the last run`,
    outcome,
  });
  const known = (rule: CustomRule): CustomRule | undefined => had.find(({ ref }) => ref === rule.ref);
  return [
    ...have.filter((rule) => known(rule) === undefined).map((rule) => change(rule, "was added", stays)),
    ...have
      .filter((rule) => known(rule) !== undefined && fingerprint(rule) !== fingerprint(known(rule)))
      .map((rule) => change(rule, "was changed", `${stays} now`)),
    ...had
      .filter((rule) => !have.some(({ ref }) => ref === rule.ref))
      .map((rule) => change(rule, "was deleted", "it is not restored")),
    ...compareOrder(had, have),
  ];
}

function compareOrder(had: readonly CustomRule[], have: readonly CustomRule[]): RuleChange[] {
  const refs = (rules: readonly CustomRule[], others: readonly CustomRule[]): string =>
    JSON.stringify(rules.map(({ ref }) => ref).filter((ref) => others.some((other) => other.ref === ref)));
  if (refs(had, have) === refs(have, had)) {
    return [];
  }
  const names = have.map((rule) => nameOfRule(rule).replace("custom rule ", "")).join(", ");
  const what = `are in another order since the last run: ${names}`;
  return [{ where: "custom rules of others", what, outcome: "they stay so" }];
}

/** Longer texts stand in the stack's state as their hash: a command gets its last output in one variable of 128 KiB. */
const longestText = 200;

/** A rule in few bytes, for comparison only: its expression and parameters may be replaced by their hash. */
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

/** What of a rule an owner accepts when it may let requests pass the gate: 12 hexadecimal digits. */
export function fingerprintOfPass({ action, expression, parameters }: CustomRule): string {
  return sha256(JSON.stringify(normalise({ action, expression, parameters }))).slice(0, 12);
}

/** Whether two rules are one and the same in all that Cloudflare evaluates. */
export function isSameRule(one: CustomRule, other: CustomRule | undefined): boolean {
  return one.ref === other?.ref && fingerprint(one) === fingerprint(other);
}

/** Everything that Cloudflare evaluates; what is empty counts as left out, and names as the same in either spelling. */
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

/** What became of our own rules since the last run wrote them; `what` is read after `where`. */
export function compareOwnRules(
  stack: string,
  before: readonly CustomRule[],
  now: readonly CustomRule[],
): Pick<RuleChange, "where" | "what">[] {
  return before
    .filter((rule) => isOwnRule(rule, stack))
    .flatMap((rule) => {
      const what = describeOwn(
        rule,
        now.find(({ ref }) => ref === rule.ref),
      );
      return what === undefined ? [] : [{ where: `the gate's rule ${rule.ref}`, what }];
    });
}

function describeOwn(before: CustomRule, now: CustomRule | undefined): string | undefined {
  if (now === undefined) {
    return "was deleted outside Pulumi: anybody who knows the hostname reaches the login page";
  }
  if (!now.enabled) {
    return "was disabled outside Pulumi: anybody who knows the hostname reaches the login page";
  }
  return abridge(now).expression === abridge(before).expression && now.action === before.action
    ? undefined
    : "was edited outside Pulumi: it no longer says who may pass";
}

/**
 * Whether our rules stand together at the end of the list that the configuration wants, where other homes' rules may
 * stand, too; also when there are none.
 */
export function standsRight(stack: string, rules: readonly CustomRule[], wanted: "first" | "last"): boolean {
  const own = rules.map((rule) => isOwnRule(rule, stack));
  const [first, last] = [own.indexOf(true), own.lastIndexOf(true)];
  const together = own.slice(first, last).every(Boolean);
  const onWrongSide = wanted === "first" ? rules.slice(0, first) : rules.slice(last + 1);
  return first === -1 || (together && onWrongSide.every(isGateRule));
}
