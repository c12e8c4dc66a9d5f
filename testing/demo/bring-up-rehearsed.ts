import { join } from "node:path";
import { rehearse } from "../rehearsal/rehearsal.ts";
import { type BringUp, readHome } from "./bring-up.ts";
import { example } from "./example.ts";
import type { Report } from "../rehearsal/messages.ts";
import { describeOutput, describeResource } from "./steps.ts";

/** Brings the example up in a rehearsal: the real program, without the Pulumi CLI. */
export const bringUpRehearsed: BringUp = async ({ simulator, homeAssistant, accessToken, folder }, tell) => {
  const { outputs } = await rehearse({
    api: simulator.api,
    apiToken: simulator.apiToken,
    stack: example.stack,
    config: { ...example.configuration, homeAssistant: { url: homeAssistant.url } },
    homeAssistantToken: accessToken,
    bundleDirectory: join(folder, "bundles"),
    onReport: (report) => {
      const step = stepOf(report);
      if (step !== undefined) tell(step);
    },
  });
  return readHome(outputs);
};

function stepOf(report: Report): string | undefined {
  switch (report.kind) {
    case "made":
      return describeResource(report.resource.name);
    case "said":
      return describeOutput(report.line);
    default:
      return undefined;
  }
}
