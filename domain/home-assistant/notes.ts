import type { Problem } from "../errors.ts";
import { configurationLines } from "../guides/home-assistant-setup.ts";
import type { Forwarding, HomeAssistantFacts } from "./facts.ts";
import { proxiesOf, type WantedHomeAssistant } from "./plan.ts";
import { holds, networkText } from "./proxies.ts";

/** Returns what the owner has to do, because it can't be done remotely. */
export function describeNotes(
  facts: HomeAssistantFacts,
  wanted: Pick<WantedHomeAssistant, "trustedProxies" | "origin">,
): Problem[] {
  const proxies = proxiesOf(facts, wanted);
  return [
    ...(facts.supervisor === undefined ? [noSupervisor] : []),
    ...(proxies === undefined ? [unknownConnector] : []),
    ...(facts.http === undefined && proxies !== undefined ? [linesOfYaml(facts, proxies)] : []),
  ];
}

const noSupervisor: Problem = {
  code: "no-supervisor",
  where: "Home Assistant",
  what: "has no Supervisor and therefore no apps: run the connector next to it",
  fix: "For instructions with the tunnel's token, run: npm run home-assistant -- show",
};

const unknownConnector: Problem = {
  code: "untrusted-proxy",
  where: "ha-mtls:homeAssistant",
  what: "does not say where the connector runs, so Home Assistant can't be set up to trust it",
  fix: "Add the address its requests come from to the stack file: trustedProxies: [192.168.1.5]",
};

function linesOfYaml({ version, forwarding }: HomeAssistantFacts, proxies: readonly string[]): Problem {
  const lines = configurationLines(proxies);
  const later = "(from 2026.8 on, the stack does this itself)";
  return {
    code: "untrusted-proxy",
    where: `Home Assistant ${version}`,
    what: `reads its HTTP settings from configuration.yaml, which can't be edited remotely: ${seen(forwarding, proxies)}`,
    fix: `If these lines are missing, add them and restart Home Assistant ${later}:\n${lines}`,
  };
}

/** What is known about the lines. */
function seen(forwarding: Forwarding | undefined, proxies: readonly string[]): string {
  const { isOn, refused } = forwarding ?? { isOn: undefined, refused: [] };
  if (isOn === false) {
    return "the lines below are missing";
  }
  const connector = refused.find((address) =>
    proxies.some((proxy) => holds(networkText(proxy), networkText(address))),
  );
  if (connector !== undefined) {
    return `use_x_forwarded_for is on, but it has refused the connector at ${connector}, which is not a trusted proxy`;
  }
  return isOn === true
    ? "use_x_forwarded_for is on; which proxies are trusted is unknown"
    : "whether it has the lines below is unknown";
}
