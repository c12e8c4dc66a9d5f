import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { judgeRequest, plainRequest } from "../domain/certificates/csr.ts";
import type { Problem } from "../domain/errors.ts";

/** Returns the certificate request (PEM) of a device that keeps its key, or why it can't be used. */
export function readRequest(device: string, path: string): { pem: string } | { problem: Problem } {
  const text = readText(path);
  if (text === undefined) {
    const fix = "Set csr to the path of the PEM file, relative to the stack's folder.";
    return { problem: { code: "bad-csr", where: `csr of ${device}`, what: `"${path}" can't be read`, fix } };
  }
  const pem = plainRequest(text) ?? text;
  const words = ["req", "-verify", "-noout", "-pubkey", "-subject", "-nameopt", "multiline,utf8"];
  const answer = spawnSync("openssl", words, { input: pem, encoding: "utf8" });
  if (answer.error !== undefined) {
    // Preflight reports a missing openssl separately.
    return { pem };
  }
  const problem = judgeRequest(device, text, answer);
  return problem === undefined ? { pem } : { problem };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
