import type { LiveRule } from "./live";

/** Whether a custom rule is this stack's: our rules are known by their refs, a prefix and a number. */
export function isOwnRule({ ref }: Pick<LiveRule, "ref">, stack: string): boolean {
  const prefix = `ha-mtls-${stack}-`;
  return ref.startsWith(prefix) && /^\d+$/.test(ref.slice(prefix.length));
}
