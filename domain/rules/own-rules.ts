import { quote } from "./expression.ts";

/** What the refs of a stack's own custom rules begin with; a number follows. */
export function refPrefix(stack: string): string {
  return `ha-mtls-${stack}-`;
}

/**
 * Whether a custom rule is this stack's: our rules are known by their refs, a prefix and a number. A stack that has been
 * renamed since its last run still has rules with the prefix of then.
 */
export function isOwnRule(rule: { readonly ref: string }, stack: string, formerPrefix?: string): boolean {
  return hasRefOf(rule, refPrefix(stack)) || (formerPrefix !== undefined && hasRefOf(rule, formerPrefix));
}

/** Whether a rule is one of those whose refs begin so; a stack's name may be the beginning of another's. */
export function hasRefOf({ ref }: { readonly ref: string }, prefix: string): boolean {
  return ref.startsWith(prefix) && /^\d+$/.test(ref.slice(prefix.length));
}

interface WrittenRule {
  readonly ref: string;
  readonly enabled: boolean;
  readonly expression: string;
}

/** Whether one of the rules with refs of that prefix, as they were written, is in force and speaks of a hostname. */
export function isGuarded(hostname: string, rules: readonly WrittenRule[], prefix: string): boolean {
  return rules.some(
    (rule) => rule.enabled && hasRefOf(rule, prefix) && rule.expression.includes(quote(hostname)),
  );
}

/**
 * How many of the others' rules are to stand above ours. Where ours are in place already they stay there: homes that
 * share a zone would take turns in moving each other's, and no preview would ever be quiet.
 */
export function rulesAbove(
  rules: readonly { readonly ref: string }[],
  stack: string,
  position: "last" | "first",
): number {
  const foreign = rules.filter((rule) => !isOwnRule(rule, stack));
  const wanted = position === "last" ? foreign.length : 0;
  const found = rules.findIndex((rule) => isOwnRule(rule, stack));
  const onWrongSide = position === "last" ? foreign.slice(found) : foreign.slice(0, found);
  return found === -1 || !onWrongSide.every(isGateRule) ? wanted : found;
}

/** Whether a rule is a home's, of this stack or another one. */
export function isGateRule({ ref }: { readonly ref: string }): boolean {
  return /^ha-mtls-.+-\d+$/.test(ref);
}

/** The hostnames that a home's rule guards, read from its expression. */
export function guardedHostnames(expression: string): string[] {
  const set = /lower\(http\.host\) in \{([^}]*)\}/.exec(expression)?.[1] ?? "";
  return [...set.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name).filter((name) => !name.endsWith("."));
}
