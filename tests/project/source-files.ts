import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Folders without sources. */
const others = new Set(["node_modules", "docs", "bundles", "tests", "dist", "artifacts", "backups"]);

/** The paths of all TypeScript sources except tests, relative to the project's folder. */
export function sourceFiles(folder = "."): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith(".") && !others.has(name))
    .map((name) => (folder === "." ? name : join(folder, name)))
    .flatMap((path) => (statSync(path).isDirectory() ? sourceFiles(path) : [path]))
    .filter((path) => path.endsWith(".ts"));
}

/** The README and all files in docs/, as one text. */
export function documentation(): string {
  const files = readdirSync("docs").filter((name) => name.endsWith(".md"));
  return ["README.md", ...files.map((name) => join("docs", name))].map(read).join("\n\n");
}

/** The text of a file of the project. */
export function read(path: string): string {
  return readFileSync(path, "utf8");
}
