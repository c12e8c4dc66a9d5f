import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { z } from "zod";
import { findPulumi } from "../../cli/pulumi.ts";
import type { Simulator } from "cloudflare-simulator";

const root = join(import.meta.dirname, "..", "..");

const { files } = z
  .object({ files: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** What `pulumi up` and the commands around it are made of: what is published, but for its compiled form, and the rest. */
const parts = [
  ...files.filter((part) => part !== "dist"),
  ...["cli", "scripts", "start.js", "Pulumi.yaml", "package.json", "package-lock.json", ".gitignore"],
];

/** Copies the project into a folder of its own, with room for a state, so that nothing of the owner's is touched. */
export function copyProgram(folder: string): void {
  for (const part of parts) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  linkPackages(folder);
}

/** Gives a folder this project's packages, and a place for its state. */
export function linkPackages(folder: string): void {
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "state"));
}

/** What the CLI needs to know to run a stack of that folder against a simulator, and to ask nobody else. */
export function engineEnvironment(
  folder: string,
  { api, apiToken }: Pick<Simulator, "api" | "apiToken">,
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // Language hosts are found beside the CLI.
    PATH: [dirname(findPulumi() ?? ""), process.env["PATH"]].join(delimiter),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    CLOUDFLARE_API_TOKEN: apiToken,
    CLOUDFLARE_BASE_URL: api,
    NO_COLOR: "1",
  };
}
