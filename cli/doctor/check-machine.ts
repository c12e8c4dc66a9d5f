import { spawnSync } from "node:child_process";
import { type Finding, fine, problem } from "./finding.ts";

/** What must be on this machine. */
export function checkMachine(): Finding[] {
  const answer = spawnSync("openssl", ["version"], { encoding: "utf8" });
  if (answer.status === 0) {
    return [fine(`${answer.stdout.trim()} is here`)];
  }
  const fix =
    "Install it (Debian and Ubuntu: sudo apt install openssl; macOS and most Linux systems have it).";
  return [
    problem(
      { code: "no-openssl", where: "openssl", what: "is not there", fix },
      "It makes the .p12 bundles.",
    ),
  ];
}
