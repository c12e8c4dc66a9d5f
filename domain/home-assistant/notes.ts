import type { Problem } from "../errors.ts";
import { configurationLines } from "../guides/home-assistant-setup.ts";
import type { HomeAssistantFacts } from "./facts.ts";
import { proxiesOf, type WantedHomeAssistant } from "./plan.ts";

/** What is left to the owner, because nobody can do it from outside. */
export function describeNotes(
  facts: HomeAssistantFacts,
  wanted: Pick<WantedHomeAssistant, "trustedProxies" | "origin">,
): Problem[] {
  const proxies = proxiesOf(facts, wanted);
  return [
    ...(facts.supervisor === undefined ? [noSupervisor] : []),
    ...(proxies === undefined ? [unknownConnector] : []),
    ...(facts.http === undefined && proxies !== undefined ? [linesOfYaml(facts.version, proxies)] : []),
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

function linesOfYaml(version: string, proxies: readonly string[]): Problem {
  return {
    code: "untrusted-proxy",
    where: `Home Assistant ${version}`,
    what: "reads its HTTP settings from configuration.yaml, which nobody can write from outside",
    fix: `If these lines are not there yet, add them and restart it (from 2026.8 on the stack does this itself):\n${configurationLines(proxies)}`,
  };
}
