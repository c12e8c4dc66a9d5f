import { spawnSync } from "node:child_process";
import { noOpenssl } from "../../domain/certificates/openssl.ts";
import { type Check, fine, problem } from "./check.ts";

/** What must be on this machine. */
export function checkMachine(): Check[] {
  const answer = spawnSync("openssl", ["version"], { encoding: "utf8" });
  return answer.status === 0
    ? [fine(`${answer.stdout.trim()} is installed`)]
    : [problem(noOpenssl, "No device gets a bundle without it.")];
}
