/**
 * Makes a fresh clone ready: installs the locked packages when node_modules is missing or older than the lock file.
 * Runs before every npm script, so that `npm run demo` and `npm test` need no step before them.
 */
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function changedAt(path) {
  return statSync(`${root}${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (changedAt("node_modules/.package-lock.json") < changedAt("package-lock.json")) {
  process.stderr.write("installing the locked packages (npm ci) …\n");
  // Install scripts only fetch plugins that the Pulumi CLI fetches itself: leaving them out keeps this offline-safe.
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", 2, "inherit"],
  });
}
