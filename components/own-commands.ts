import { join, relative } from "node:path";
import { extension, folder } from "../here.cjs";

/**
 * Returns the shell command with which Pulumi runs a program of hooks/. Paths are relative to the stack's folder, in which
 * Pulumi runs it, so that they are the same on every machine.
 */
export function nodeCommand(program: string, ...words: readonly string[]): string {
  const file = quote(fromStack(join("hooks", `${program}${extension}`)));
  // Without the leading `./`, Node would look for a package of that name.
  const start = extension === ".ts" ? ["--import", quote(`./${fromStack("start.js")}`)] : [];
  return ["node", ...start, file, ...words].join(" ");
}

/** The same for a shell script, by its path: the text would otherwise be in the state once per device. */
export function shellCommand(script: string): string {
  return `sh ${quote(`./${fromStack(join("hooks", `${script}.sh`))}`)}`;
}

function fromStack(path: string): string {
  return relative(process.cwd(), join(folder, path));
}

/** Quotes a word for the shell. */
function quote(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
