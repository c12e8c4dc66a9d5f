import { join, relative } from "node:path";

const here = join(__dirname, "..");

/**
 * The shell command that runs one of the programs in commands/ at `pulumi up` and `pulumi destroy`.
 * Paths are relative to the stack's folder, in which Pulumi runs it, so that they are the same on every machine.
 */
export function nodeCommand(program: string, ...words: readonly string[]): string {
  // From the folder of somebody else's program node would look for tsx in vain, or find another version of it.
  const tsx = process.cwd() === here ? "tsx" : `./${fromStack(require.resolve("tsx"))}`;
  const file = fromStack(join(here, "commands", `${program}.ts`));
  return ["node", "--import", quote(tsx), quote(file), ...words].join(" ");
}

function fromStack(path: string): string {
  return relative(process.cwd(), path);
}

/** A word of the shell. */
function quote(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
