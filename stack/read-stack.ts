import { spawnSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import type { SecureHomeArgs } from "../components/secure-home";
import { readConfig } from "../model/config";
import { formatProblem, type Problem } from "../model/errors";
import { checkCapacity, describeHome, type Home, ruleSlots } from "../model/home";
import { describeWarnings } from "../model/warnings";
import { quietDebugLog } from "./quiet-debug-log";
import { Refusal } from "../survey/refusal";
import { readRequest } from "./read-request";

/**
 * Reads the stack file and the surroundings that the program needs: openssl, the API token, certificate requests.
 * @throws Refusal with everything that is wrong, before any request to Cloudflare.
 */
export function readStack(): SecureHomeArgs {
  quietDebugLog();
  const token = readToken();
  const around = [...checkOpenssl(), ...(token === undefined ? [missingToken] : [])];
  const { configuration, problems } = readConfig(ownKeys());
  if (configuration === undefined) {
    throw new Refusal([...problems, ...around]);
  }
  const home = describeHome(configuration, pulumi.getStack());
  const requests = readRequests(home);
  const wrong = [...checkCapacity(home, ruleSlots[configuration.plan]), ...requests.problems, ...around];
  if (wrong.length > 0 || token === undefined) {
    throw new Refusal(wrong);
  }
  for (const warning of describeWarnings(home)) {
    void pulumi.log.warn(formatProblem(warning));
  }
  return { home, apiToken: pulumi.secret(token), requests: requests.byDevice };
}

/** The keys of this project's namespace, without it. */
function ownKeys(): Record<string, string> {
  const prefix = `${pulumi.getProject()}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

function readToken(): string | undefined {
  return process.env["CLOUDFLARE_API_TOKEN"] ?? new pulumi.Config("cloudflare").get("apiToken");
}

const missingToken: Problem = {
  code: "no-token",
  where: "CLOUDFLARE_API_TOKEN",
  what: "is not set, and the stack has no cloudflare:apiToken",
  fix: 'Set it: npx pulumi config set --secret cloudflare:apiToken <token>   (how to make one: README, "API token")',
};

function checkOpenssl(): Problem[] {
  const answer = spawnSync("openssl", ["version"], { encoding: "utf8" });
  if (answer.status === 0) {
    return [];
  }
  const fix =
    "Install it (Debian and Ubuntu: sudo apt install openssl; macOS and most Linux systems have it).";
  return [{ code: "no-openssl", where: "openssl", what: "is not there; it makes the .p12 bundles", fix }];
}

function readRequests(home: Home): { byDevice: Record<string, string>; problems: Problem[] } {
  const byDevice: Record<string, string> = {};
  const problems: Problem[] = [];
  // A generation that is only kept is signed already.
  for (const { device, csr, previous } of home.held) {
    if (csr !== undefined && !previous) {
      const answer = readRequest(device, csr);
      if ("pem" in answer) {
        byDevice[device] = answer.pem;
      } else {
        problems.push(answer.problem);
      }
    }
  }
  return { byDevice, problems };
}
