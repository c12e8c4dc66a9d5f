import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { pulumi } from "../pulumi.ts";
import { projectName, shortName } from "../stack.ts";

const identity = z.object({ url: z.string() });

/**
 * Finds the files that a killed run can leave broken in a folder backend. Pulumi keeps the attributes of a state file in a
 * second file next to it and writes them in place, so a kill can leave them incomplete, and then Pulumi can't load the state.
 * They are optional, and Pulumi creates them again. https://github.com/google/go-cloud/blob/v0.41.0/blob/fileblob/attrs.go
 * @param stack to look at; empty for all
 * @returns the paths of the broken files
 */
export async function findBrokenAttributes(stack: string): Promise<string[]> {
  const answer = await pulumi(["whoami", "--json"]);
  const backend = answer.code === 0 ? identity.safeParse(JSON.parse(answer.stdout)) : undefined;
  const url = backend?.data?.url ?? "";
  if (!url.startsWith("file:///")) {
    return [];
  }
  const folder = join(fileURLToPath(url), ".pulumi", "stacks", projectName());
  const beginning = stack === "" ? "" : `${shortName(stack)}.json`;
  return filesIn(folder).filter(
    (path) => path.endsWith(".attrs") && basename(path).startsWith(beginning) && !isJson(path),
  );
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
