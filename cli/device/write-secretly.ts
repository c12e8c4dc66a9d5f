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
import { Failure, messageOf } from "../../domain/failure.ts";

/**
 * Writes a file that only its owner can read, completely or not at all. A missing folder is created, closed to others and
 * ignored by git. A file with the same contents is left in place, with its mode corrected.
 * @param force whether to replace a file with other contents; undefined when the command has no --force
 * @throws Failure when there is such a file and `force` is not true, or when the file can't be written
 */
export function writeSecretly(
  path: string,
  contents: Buffer,
  { force }: { readonly force: boolean | undefined },
): void {
  try {
    // A link that leads nowhere is also in the way.
    const isTaken = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    if (!isTaken || force === true) {
      makeFolder(dirname(path));
      replaceFile(path, contents);
    } else if (existsSync(path) && readFileSync(path).equals(contents)) {
      chmodSync(path, 0o600);
    } else {
      throw new Failure({
        code: "file-exists",
        where: path,
        what: "already exists with other contents",
        fix: `${force === undefined ? "Delete it" : "To replace it, add --force"}, or choose another file.`,
      });
    }
  } catch (error) {
    throw error instanceof Failure ? error : cantWrite(path, error);
  }
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
  return new Failure({
    code: "file-failed",
    where: path,
    what: "can't be written",
    fix: `Choose another file. The reason: ${messageOf(error)}`,
  });
}

function makeFolder(folder: string): void {
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, ".gitignore"), "*\n");
  }
}
