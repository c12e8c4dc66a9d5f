import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../domain/failure.ts";
import { pulumi } from "../pulumi.ts";
import { pulumiFailure } from "../pulumi-failure.ts";
import { shortName } from "../stack.ts";
import { type ExportedStack, readState } from "../state.ts";
import { importFile } from "./import-file.ts";
import type { AdoptionPlan, Taking } from "./plan.ts";
import { pruneState } from "./prune-state.ts";

/**
 * Changes the stack's state as planned; nothing at Cloudflare is touched.
 * @returns the path of the backup of the state of before
 * @throws Failure when the state has changed since the plan was made, or is locked
 */
export async function carryOut(stack: string, plan: AdoptionPlan, state: ExportedStack): Promise<string> {
  const backup = writeBackup(stack, state.text);
  let current = state;
  if (plan.letGo.length > 0 || plan.unfinished.length > 0) {
    current = await prune(stack, plan, state);
  }
  if (plan.take.length > 0) {
    await takeIn(stack, plan.take, current);
  }
  return backup;
}

/** Secrets in it are as encrypted as in the state itself, but names and addresses are not: nobody else may read it. */
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
      fix: "Wait until it has ended, then start again: npm run adopt",
    });
  }
  const input = JSON.stringify(pruneState(now.state, plan.letGo));
  const answer = await pulumi(["stack", "import"], { stack, input });
  if (answer.code !== 0) {
    throw pulumiFailure(stack, "writing the stack's state", answer);
  }
  return await readState(stack);
}

async function takeIn(stack: string, takings: readonly Taking[], state: ExportedStack): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ha-mtls-adopt-"));
  try {
    const file = join(folder, "import.json");
    writeFileSync(file, JSON.stringify(importFile(takings, state, providerVersion())));
    const flags = [
      "--yes",
      "--skip-preview",
      "--protect=false",
      "--generate-code=false",
      "--suppress-outputs",
    ];
    const answer = await pulumi(["import", "--file", file, ...flags], { stack });
    if (answer.code !== 0) {
      throw pulumiFailure(stack, "taking the objects into the state", answer);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The program asks for exactly this version of the provider. */
function providerVersion(): string {
  const path = createRequire(import.meta.url).resolve("@pulumi/cloudflare/package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
