import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../domain/failure.ts";
import { askPulumi, packageVersion } from "../pulumi.ts";
import { shortName } from "../stack.ts";
import { type ExportedStack, readState } from "../state.ts";
import { importFile } from "./import-file.ts";
import type { AdoptionPlan, AdoptedObject } from "./plan.ts";
import { pruneState } from "./prune-state.ts";

/**
 * Changes the stack's state as planned; nothing is changed at Cloudflare.
 * @returns the path of a backup of the previous state
 * @throws Failure when the state was changed after the plan was made, or is locked
 */
export async function carryOutPlan(stack: string, plan: AdoptionPlan, state: ExportedStack): Promise<string> {
  const backup = writeBackup(stack, state.text);
  const isPruned = plan.letGo.length > 0 || plan.unfinished.length > 0;
  const current = isPruned ? await prune(stack, plan, state) : state;
  if (plan.take.length > 0) {
    await importObjects(stack, plan.take, current);
  }
  return backup;
}

/** Only its owner may read the file: secrets are encrypted in it as in the state, but names and addresses are not. */
function writeBackup(stack: string, text: string): string {
  const folder = join("backups", shortName(stack));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${new Date().toISOString().replaceAll(":", "-")}.json`);
  writeFileSync(path, text, { mode: 0o600, flag: "wx" });
  return path;
}

async function prune(stack: string, plan: AdoptionPlan, planned: ExportedStack): Promise<ExportedStack> {
  const now = await readState(stack);
  if (now.text !== planned.text) {
    throw new Failure({
      code: "locked",
      where: `stack ${stack}`,
      what: "was changed by another run in the meantime",
      fix: "Wait until that run has finished, then start again: npm run adopt",
    });
  }
  const input = JSON.stringify(pruneState(now.state, plan.letGo));
  await askPulumi("writing the stack's state", ["stack", "import"], { stack, input });
  return await readState(stack);
}

const importFlags = [
  "--yes",
  "--skip-preview",
  "--protect=false",
  "--generate-code=false",
  "--suppress-outputs",
];

async function importObjects(
  stack: string,
  adopted: readonly AdoptedObject[],
  state: ExportedStack,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ha-mtls-adopt-"));
  try {
    const file = join(folder, "import.json");
    // The program uses exactly this version of the provider.
    const version = packageVersion("@pulumi/cloudflare");
    writeFileSync(file, JSON.stringify(importFile(adopted, state, version)));
    const words = ["import", "--file", file, ...importFlags];
    await askPulumi("adding the objects to the state", words, { stack });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
