import { join, relative } from "node:path";
import { extension, folder } from "../here.cjs";

/**
 * The shell command that runs one of the programs in hooks/ at `pulumi up` and `pulumi destroy`.
 * Paths are relative to the stack's folder, in which Pulumi runs it, so that they are the same on every machine.
 */
export function nodeCommand(program: string, ...words: readonly string[]): string {
  const file = quote(fromStack(join("hooks", `${program}${extension}`)));
  // A path that begins with its name would be looked for among the packages.
  const start = extension === ".ts" ? ["--import", quote(`./${fromStack("start.js")}`)] : [];
  return ["node", ...start, file, ...words].join(" ");
}

/** The same for a script of hooks/. Its path takes the place of its text, which each device would bring into the state. */
export function shellCommand(script: string): string {
  return `sh ${quote(`./${fromStack(join("hooks", `${script}.sh`))}`)}`;
}

function fromStack(path: string): string {
  return relative(process.cwd(), join(folder, path));
}

/** A word of the shell. */
function quote(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
