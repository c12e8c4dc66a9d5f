import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { z } from "zod";
import { findPulumi } from "../../cli/pulumi.ts";
import type { Simulator } from "cloudflare-simulator";

const root = join(import.meta.dirname, "..", "..");

const { files } = z
  .object({ files: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** The files that `pulumi up` and the commands need: all published ones except the compiled form, and a few more. */
const parts = [
  ...files.filter((part) => part !== "dist"),
  ...["cli", "scripts", "start.js", "Pulumi.yaml", "package.json", "package-lock.json", ".gitignore"],
];

/** Copies the project into a folder, with a place for its state, so that a run leaves the original untouched. */
export function copyProgram(folder: string): void {
  for (const part of parts) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  linkPackages(folder);
}

/** Links this project's packages into a folder, and makes a place for its state. */
export function linkPackages(folder: string): void {
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "state"));
}

/** The environment in which the CLI runs the folder's stack against a simulator, without any other network access. */
export function engineEnvironment(
  folder: string,
  { api, apiToken }: Pick<Simulator, "api" | "apiToken">,
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // The CLI finds language hosts through PATH: they are in its own folder.
    PATH: [dirname(findPulumi() ?? ""), process.env["PATH"]].join(delimiter),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    CLOUDFLARE_API_TOKEN: apiToken,
    CLOUDFLARE_BASE_URL: api,
    NO_COLOR: "1",
  };
}
