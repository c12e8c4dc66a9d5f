import { join } from "node:path";
import type { RehearsedResource } from "../rehearsal/messages";
import { rehearse } from "../rehearsal/rehearsal";
import { type BringUp, readHouse } from "./bring-up";
import { example } from "./example";

/** Brings the example up by a rehearsal: the real program, without the Pulumi CLI. */
export const bringUpRehearsed: BringUp = async ({ simulator, folder }, tell) => {
  const { outputs } = await rehearse({
    api: simulator.api,
    apiToken: simulator.apiToken,
    stack: example.stack,
    config: example.configuration,
    bundleDirectory: join(folder, "bundles"),
    onReport: (report) => {
      const step = report.kind === "made" ? describe(report.resource) : undefined;
      if (step !== undefined) tell(step);
    },
  });
  const devices = example.configuration.devices.map(({ name }) => name);
  return readHouse(outputs, { hostname: example.hostname, devices });
};

/** The steps worth telling, by logical name; what comes before them is part of them. */
function describe({ name, inputs }: RehearsedResource): string | undefined {
  const bundle = /^(.*)-bundle$/.exec(name)?.[1];
  if (bundle !== undefined) return `${bundle}: key, certificate and bundle`;
  switch (name) {
    case "restore-point-record":
      return `zone ${example.configuration.zone}: looked at, and its settings remembered for destroy`;
    case "zone-settings-ssl":
      return `zone settings: SSL ${String(inputs["value"])}, https only, WebSockets`;
    case "tunnel-ingress":
      return `tunnel: ${example.hostname} leads to Home Assistant, everything else to a 404`;
    case "gate-association":
      return `gate: the edge asks for a certificate at ${example.hostname}`;
    case "gate-rules":
      return "gate: the rule that blocks everybody but the listed devices";
    case `${example.hostname}-record`:
      return `DNS record: ${example.hostname} can be reached, last of all`;
    default:
      return undefined;
  }
}
