import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Folders that hold no source of ours. */
const others = new Set(["node_modules", "docs", "bundles", "tests", "dist", "artifacts", "backups"]);

/** Paths of all TypeScript sources but the tests, from the project's folder. */
export function sourceFiles(folder = "."): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith(".") && !others.has(name))
    .map((name) => (folder === "." ? name : join(folder, name)))
    .flatMap((path) => (statSync(path).isDirectory() ? sourceFiles(path) : [path]))
    .filter((path) => path.endsWith(".ts"));
}

/** What users read: the README and everything in docs/. */
export function documentation(): string {
  const files = readdirSync("docs").filter((name) => name.endsWith(".md"));
  return ["README.md", ...files.map((name) => join("docs", name))].map(read).join("\n\n");
}

/** The text of a file of the project. */
export function read(path: string): string {
  return readFileSync(path, "utf8");
}
