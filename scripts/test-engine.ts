import { spawnSync } from "node:child_process";
import { findPulumi } from "../cli/pulumi.ts";

/** `npm run test:engine`: what only the real Pulumi CLI with the real providers can show. */
if (findPulumi() === undefined) {
  process.stderr.write("there is no Pulumi CLI on this machine; let npm download it: npx pulumi version\n");
  process.exitCode = 2;
} else {
  const words = ["jest", "--selectProjects", "engine", ...process.argv.slice(2)];
  process.exitCode = spawnSync("npx", words, { stdio: "inherit" }).status ?? 1;
}
