/** What the refs of a stack's own custom rules begin with; a number follows. */
export function refPrefix(stack: string): string {
  return `ha-mtls-${stack}-`;
}

/** Whether a custom rule is this stack's: our rules are known by their refs, a prefix and a number. */
export function isOwnRule({ ref }: { readonly ref: string }, stack: string): boolean {
  const prefix = refPrefix(stack);
  return ref.startsWith(prefix) && /^\d+$/.test(ref.slice(prefix.length));
}
