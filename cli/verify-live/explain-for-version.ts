import { howToTrust } from "../../domain/home-assistant/problems.ts";
import { homeAssistantService } from "../../domain/home-assistant/wanted.ts";
import { lookAtHomeAssistant } from "../home-assistant/look.ts";
import { readAccessToken } from "../stack.ts";
import type { Check } from "./check.ts";
import type { DeployedTunnel } from "./connectors.ts";

type Deployed = Pick<DeployedTunnel, "stack" | "home">;

/** Returns the checks; where Home Assistant does not trust the connector, the fix is the one for its version. */
export async function explainForVersion(
  checks: readonly Check[],
  { stack, home }: Deployed,
): Promise<readonly Check[]> {
  const hostname = homeAssistantService(home)?.hostname ?? "";
  const isAboutIt = ({ problem }: Check): boolean =>
    problem?.code === "untrusted-proxy" && problem.where.split("/")[0] === hostname;
  if (home.configuration.homeAssistant === undefined || !checks.some(isAboutIt)) {
    return checks;
  }
  const accessToken = await readAccessToken(stack);
  const look = await lookAtHomeAssistant({ home, state: { resources: [] }, accessToken });
  if (look === undefined || "code" in look) {
    return checks;
  }
  const fix = howToTrust(look.facts);
  return checks.map((check) =>
    isAboutIt(check) && check.problem !== undefined
      ? { ...check, problem: { ...check.problem, fix } }
      : check,
  );
}
