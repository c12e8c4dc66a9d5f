import { join, relative } from "node:path";

const here = join(__dirname, "..");

/**
 * The shell command that runs one of the programs in commands/ at `pulumi up` and `pulumi destroy`.
 * Paths are relative to the stack's folder, in which Pulumi runs it, so that they are the same on every machine.
 */
export function nodeCommand(program: string, ...words: readonly string[]): string {
  const [compiler, file] = ["compile.js", join("commands", `${program}.ts`)].map(fromStack);
  // A path that begins with its name would be looked for among the packages.
  return ["node", "--require", quote(`./${compiler ?? ""}`), quote(file ?? ""), ...words].join(" ");
}

/** The same for a script of commands/. Its path takes the place of its text, which each device would bring into the state. */
export function shellCommand(script: string): string {
  return `sh ${quote(`./${fromStack(join("commands", `${script}.sh`))}`)}`;
}

function fromStack(path: string): string {
  return relative(process.cwd(), join(here, path));
}

/** A word of the shell. */
function quote(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
