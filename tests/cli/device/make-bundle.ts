import { execFileSync } from "node:child_process";
import { join } from "node:path";

const script = join(import.meta.dirname, "..", "..", "..", "hooks", "make-bundle.sh");

export interface BundleRequest {
  readonly path: string;
  /** Key and certificate (PEM). */
  readonly identity: string;
  readonly password: string;
  readonly encryption: "compatible" | "modern";
  readonly device?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the stack's program that makes bundles; returns its output. */
export function makeBundle({
  path,
  identity,
  password,
  encryption,
  device,
  environment,
}: BundleRequest): string {
  return execFileSync("sh", [script], {
    input: identity,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      FILE: path,
      OWNER: "ha.example.com",
      BUNDLE_PASSWORD: password,
      BUNDLE_ENCRYPTION: encryption,
      DEVICE: device ?? "anna-phone",
      ...environment,
    },
  });
}
