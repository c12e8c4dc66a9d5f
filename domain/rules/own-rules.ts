import type { CustomRule } from "./custom-rule.ts";
import { quote } from "./expression.ts";

/** The prefix of the refs of a stack's own custom rules; a number follows it. */
export function refPrefix(stack: string): string {
  return `ha-mtls-${stack}-`;
}

/**
 * Whether a custom rule belongs to this stack, judging by its ref.
 * @param formerPrefix the prefix of the last run, which differs after `pulumi stack rename`
 */
export function isOwnRule(rule: { readonly ref: string }, stack: string, formerPrefix?: string): boolean {
  return hasRefOf(rule, refPrefix(stack)) || (formerPrefix !== undefined && hasRefOf(rule, formerPrefix));
}

/** Whether a rule's ref is the prefix and a number, and not that of a stack whose name merely begins in the same way. */
export function hasRefOf({ ref }: { readonly ref: string }, prefix: string): boolean {
  return ref.startsWith(prefix) && /^\d+$/.test(ref.slice(prefix.length));
}

/** Whether an enabled rule with a ref of that prefix names the hostname. */
export function isGuarded(
  hostname: string,
  rules: readonly Pick<CustomRule, "ref" | "enabled" | "expression">[],
  prefix: string,
): boolean {
  return rules.some(
    (rule) => rule.enabled && hasRefOf(rule, prefix) && rule.expression.includes(quote(hostname)),
  );
}

/**
 * Counts the rules of others that have to be above ours. Ours stay where they are if only other homes' rules are on
 * the wrong side of them: otherwise homes that share a zone would keep moving their rules past each other's.
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

/** Whether a rule belongs to the gate of any home. */
export function isGateRule({ ref }: { readonly ref: string }): boolean {
  return /^ha-mtls-.+-\d+$/.test(ref);
}

/** Reads the hostnames that a gate's rule guards from its expression. */
export function guardedHostnames(expression: string): string[] {
  const set = /lower\(http\.host\) in \{([^}]*)\}/.exec(expression)?.[1] ?? "";
  return [...set.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name).filter((name) => !name.endsWith("."));
}
