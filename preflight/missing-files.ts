import { existsSync } from "node:fs";
import { join } from "node:path";
import { deviceFile, deviceFileCommand } from "../domain/certificates/device-files.ts";
import type { Problem } from "../domain/errors.ts";
import { typeTokens } from "../domain/type-tokens.ts";
import type { Home } from "../domain/configuration/home.ts";
import { logicalName, resourcesOf, type StackState } from "../zone/state.ts";

/**
 * Files of devices that an earlier run wrote and that are gone since. On a machine that never wrote any there is no
 * folder for them, and nothing is missing.
 */
export function findMissingFiles({
  home,
  state,
}: {
  readonly home: Home;
  readonly state: StackState;
}): Problem[] {
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
