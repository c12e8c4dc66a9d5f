import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { pulumi } from "../pulumi.ts";
import { projectName, shortName } from "../stack.ts";

const identity = z.object({ url: z.string() });

/**
 * What a killed run can break in a folder backend: Pulumi keeps the attributes of a state's file in a file beside it and
 * writes them in place, so that a kill can leave none; then it can't load the state at all. They are optional, and Pulumi
 * makes them anew. https://github.com/google/go-cloud/blob/v0.41.0/blob/fileblob/attrs.go
 * @returns the broken files, of one stack where its name is known
 */
export async function findBrokenAttributes(stack: string | undefined): Promise<string[]> {
  const answer = await pulumi(["whoami", "--json"]);
  const backend = answer.code === 0 ? identity.safeParse(JSON.parse(answer.stdout)) : undefined;
  const url = backend?.data?.url ?? "";
  if (!url.startsWith("file:///")) {
    return [];
  }
  const folder = join(fileURLToPath(url), ".pulumi", "stacks", projectName());
  const ofStack = (path: string): boolean =>
    stack === undefined || basename(path).startsWith(`${shortName(stack)}.json`);
  return filesIn(folder).filter((path) => path.endsWith(".attrs") && ofStack(path) && !isJson(path));
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
