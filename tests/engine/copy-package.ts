import { cpSync } from "node:fs";
import { join } from "node:path";
import { root } from "../package/other-program.ts";
import type { EngineStack } from "./engine-stack.ts";

/** Adds to a copy of the program what makes it the package for other programs. */
export function copyPackage(stack: EngineStack): void {
  for (const part of ["dist", "package.ts", "here.d.cts", "tsconfig.package.json", "PulumiPlugin.yaml"]) {
    cpSync(join(root, part), stack.path(part), { recursive: true });
  }
}
