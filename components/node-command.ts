import { join, relative } from "node:path";

/**
 * The shell command that runs one of the programs in commands/ at `pulumi up` and `pulumi destroy`.
 * The path is relative to the stack's folder, in which Pulumi runs it, so that it is the same on every machine.
 */
export function nodeCommand(program: string, ...words: readonly string[]): string {
  const file = relative(process.cwd(), join(__dirname, "..", "commands", `${program}.ts`));
  return ["node", "--require", "sucrase/register/ts", file, ...words].join(" ");
}
