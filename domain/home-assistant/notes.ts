import type { Problem } from "../errors.ts";
import { configurationLines } from "../guides/home-assistant-setup.ts";
import type { Forwarding, HomeAssistantFacts } from "./facts.ts";
import { proxiesOf, type WantedHomeAssistant } from "./plan.ts";
import { holds, networkText } from "./proxies.ts";

/** What is left to the owner, because nobody can do it from outside. */
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
  what: "has no Supervisor, and so no apps: the connector has to run beside it",
  fix: "What runs it there, with the tunnel's token: npm run home-assistant -- show",
};

const unknownConnector: Problem = {
  code: "untrusted-proxy",
  where: "ha-mtls:homeAssistant",
  what: "does not say where the connector runs, so Home Assistant can't be told to trust it",
  fix: "Write the address that its requests come from into the stack file: trustedProxies: [192.168.1.5]",
};

function linesOfYaml({ version, forwarding }: HomeAssistantFacts, proxies: readonly string[]): Problem {
  const lines = configurationLines(proxies);
  const later = "(from 2026.8 on the stack does this itself)";
  return {
    code: "untrusted-proxy",
    where: `Home Assistant ${version}`,
    what: `reads its HTTP settings from configuration.yaml, which can't be written from outside: ${seen(forwarding, proxies)}`,
    fix: `If these lines are not there yet, add them and restart it ${later}:\n${lines}`,
  };
}

/** What can be told of the lines that should be there. */
function seen(forwarding: Forwarding | undefined, proxies: readonly string[]): string {
  const { isOn, refused } = forwarding ?? { isOn: undefined, refused: [] };
  if (isOn === false) {
    return "the lines below are missing";
  }
  const connector = refused.find((address) =>
    proxies.some((proxy) => holds(networkText(proxy), networkText(address))),
  );
  if (connector !== undefined) {
    return `it uses X-Forwarded-For, and has refused the connector at ${connector}, which is not among its trusted proxies`;
  }
  return isOn === true
    ? "it uses X-Forwarded-For; which proxies it trusts can't be seen"
    : "whether the lines below are there can't be seen";
}
