import { join, relative } from "node:path";

const here = join(__dirname, "..");

/**
 * The shell command that runs one of the programs in commands/ at `pulumi up` and `pulumi destroy`.
 * Paths are relative to the stack's folder, in which Pulumi runs it, so that they are the same on every machine.
 */
export function nodeCommand(program: string, ...words: readonly string[]): string {
  // From the folder of somebody else's program node would look for it in vain, or find another version of it.
  const compiler =
    process.cwd() === here ? "sucrase/register/ts" : `./${fromStack(require.resolve("sucrase/register/ts"))}`;
  const file = fromStack(join(here, "commands", `${program}.ts`));
  return ["node", "--require", quote(compiler), quote(file), ...words].join(" ");
}

function fromStack(path: string): string {
  return relative(process.cwd(), path);
}

/** A word of the shell. */
function quote(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
