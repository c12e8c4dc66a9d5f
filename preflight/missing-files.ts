import { existsSync } from "node:fs";
import { join } from "node:path";
import { deviceFile, deviceFileCommand } from "../domain/certificates/device-files.ts";
import type { Problem } from "../domain/errors.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import type { Situation } from "../zone/findings/finding.ts";
import { logicalName, resourcesOf } from "../zone/state.ts";

/**
 * Finds device files that an earlier run wrote and that no longer exist. If this machine has no folder for them, they
 * were written on another one, and none counts as missing.
 */
export function findMissingFiles({ home, state }: Pick<Situation, "home" | "state">): Problem[] {
  if (!existsSync(home.bundleDirectory)) {
    return [];
  }
  const written = new Set(resourcesOf(state, typeTokens.command).map(logicalName));
  return home.held
    .filter((held) => written.has(deviceFileCommand(held)))
    .map((held) => ({ held, path: join(home.bundleDirectory, deviceFile(held)) }))
    .filter(({ path }) => !existsSync(path))
    .map(({ held, path }) => ({
      code: "file-missing",
      where: path,
      what: "was written by this stack and no longer exists",
      fix: `Get it back: npm run device -- export ${held.device}${held.csr === undefined ? "" : " --format pem"}`,
    }));
}
