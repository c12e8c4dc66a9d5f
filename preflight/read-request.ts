import { readFileSync } from "node:fs";
import { findRequest } from "../domain/certificates/csr.ts";
import type { Problem } from "../domain/errors.ts";

/** Returns the certificate request (PEM) of a device that keeps its key, or why there is none in the file. */
export function readRequest(
  device: string,
  path: string,
): { readonly pem: string } | { readonly problem: Problem } {
  const text = readText(path);
  if (text === undefined) {
    const fix = "Set csr to the path of the PEM file, relative to the stack's folder.";
    return { problem: { code: "bad-csr", where: `csr of ${device}`, what: `"${path}" can't be read`, fix } };
  }
  return findRequest(device, text);
}

/** Finds certificate requests (PEM, by device) that can't be signed. */
export async function judgeRequests(requests: Readonly<Record<string, string>>): Promise<Problem[]> {
  const all = Object.entries(requests);
  if (all.length === 0) {
    return [];
  }
  // Loaded only if it is needed, because that takes 100 ms.
  const { judgeRequest } = await import("../domain/certificates/judge-request.ts");
  const problems = await Promise.all(all.map(([device, pem]) => judgeRequest(device, pem)));
  return problems.filter((problem) => problem !== undefined);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
