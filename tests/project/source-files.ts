import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Folders that hold no source of ours. */
const others = new Set(["node_modules", "bundles", "tests", "dist", "artifacts", "backups"]);

/** Paths of all TypeScript sources but the tests, from the project's folder. */
export function sourceFiles(folder = "."): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith(".") && !others.has(name))
    .map((name) => (folder === "." ? name : join(folder, name)))
    .flatMap((path) => (statSync(path).isDirectory() ? sourceFiles(path) : [path]))
    .filter((path) => path.endsWith(".ts"));
}

/** The text of a file of the project. */
export function read(path: string): string {
  return readFileSync(path, "utf8");
}
