import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { pulumi } from "../pulumi.ts";
import { projectName } from "../stack.ts";

const identity = z.object({ url: z.string() });

/**
 * Mends what a killed run can break in a folder backend: Pulumi keeps the attributes of a state's file in a file beside
 * it and writes them in place, so that a kill can leave none; then it can't load the state at all. They are optional.
 * https://github.com/google/go-cloud/blob/v0.41.0/blob/fileblob/attrs.go
 * @returns the files that were taken away
 */
export async function mendBackend(): Promise<string[]> {
  const answer = await pulumi(["whoami", "--json"]);
  const backend = answer.code === 0 ? identity.safeParse(JSON.parse(answer.stdout)) : undefined;
  const url = backend?.data?.url ?? "";
  if (!url.startsWith("file:///")) {
    return [];
  }
  const folder = join(fileURLToPath(url), ".pulumi", "stacks", projectName);
  const broken = filesIn(folder).filter((path) => path.endsWith(".attrs") && !isJson(path));
  broken.forEach((path) => {
    rmSync(path);
  });
  return broken;
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function isJson(path: string): boolean {
  try {
    JSON.parse(readFileSync(path, "utf8"));
    return true;
  } catch {
    return false;
  }
}
