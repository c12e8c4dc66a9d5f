import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../../domain/failure.ts";

/**
 * Writes a file that its owner alone can read, all of it or nothing. A folder that is not there is made, closed to
 * others and ignored by git. A file that holds the same already is left as it is.
 * @throws Failure when another file is there and `force` is not given, or it can't be written
 */
export function writeSecretly(path: string, contents: Buffer, { force }: { readonly force: boolean }): void {
  try {
    if (!force && isTaken(path)) {
      keepSame(path, contents);
      return;
    }
    makeFolder(dirname(path));
    replaceFile(path, contents);
  } catch (error) {
    throw error instanceof Failure ? error : cantWrite(path, error);
  }
}

function keepSame(path: string, contents: Buffer): void {
  if (!holds(path, contents)) {
    throw new Failure({
      code: "file-exists",
      where: path,
      what: "is there already and holds something else",
      fix: "Replace it with --force, or name another file: --out <file>",
    });
  }
  chmodSync(path, 0o600);
}

function replaceFile(path: string, contents: Buffer): void {
  const beside = `${path}.${randomBytes(6).toString("hex")}.new`;
  try {
    writeFileSync(beside, contents, { mode: 0o600, flag: "wx", flush: true });
    renameSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}

function cantWrite(path: string, error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return new Failure({
    code: "file-failed",
    where: path,
    what: "can't be written",
    fix: `Name another file: --out <file>   (${reason})`,
  });
}

/** A link that leads nowhere takes the name, too. */
function isTaken(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function holds(path: string, contents: Buffer): boolean {
  try {
    return readFileSync(path).equals(contents);
  } catch {
    return false;
  }
}

function makeFolder(folder: string): void {
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, ".gitignore"), "*\n");
  }
}
