/**
 * Installs the locked packages if one of them is missing or has another version. Runs before every npm script, so that
 * `npm run demo` and `npm test` work in a fresh clone.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function readPackages(path) {
  return existsSync(`${root}${path}`) ? JSON.parse(readFileSync(`${root}${path}`, "utf8")).packages : {};
}

const installed = readPackages("node_modules/.package-lock.json");
const missing = Object.entries(readPackages("package-lock.json")).filter(
  ([path, locked]) => path !== "" && !locked.optional && installed[path]?.version !== locked.version,
);
if (missing.length > 0) {
  process.stderr.write("installing the locked packages (npm ci) …\n");
  // Install scripts only fetch plugins, which the Pulumi CLI fetches itself; skipping them lets offline machines install.
  const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", words, { cwd: root, stdio: ["ignore", 2, "inherit"] });
}
