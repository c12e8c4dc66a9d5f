// What every Node process of a stack begins with: `node --import ./start.js`. Keeps what V8 has compiled for the next run,
// among the packages, where only their owner writes; and where this Node can't run TypeScript, lets one do it that can.
import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = join(dirname(fileURLToPath(import.meta.url)), "node_modules");

// https://nodejs.org/api/process.html#processfeaturestypescript
if (process.features.typescript) {
  module.enableCompileCache(join(packages, ".cache", "node"));
} else {
  await restart();
}

/** Runs the same on the Node that npm has installed with the packages, and ends as that ends. */
async function restart() {
  const node = join(packages, ".bin", "node");
  if (!existsSync(node) || realpathSync(node) === process.execPath) {
    const fix = "Install it from https://nodejs.org, or let npm bring one: npm ci";
    process.stderr.write(`ha-mtls needs Node 22.18 or later, and this is ${process.versions.node}. ${fix}\n`);
    process.exit(1);
  }
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  const code = await new Promise((resolve) => {
    child.on("close", (ended, signal) => resolve(signal === null ? ended : 1));
  });
  process.exit(code);
}
