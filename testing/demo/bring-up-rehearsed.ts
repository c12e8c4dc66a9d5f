import { join } from "node:path";
import { rehearse } from "../rehearsal/rehearsal.ts";
import { type BringUp, readHouse } from "./bring-up.ts";
import { example } from "./example.ts";
import type { Report } from "../rehearsal/messages.ts";
import { describeStep, describeWord } from "./steps.ts";

/** Brings the example up by a rehearsal: the real program, without the Pulumi CLI. */
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
  return readHouse(outputs, example);
};

function stepOf(report: Report): string | undefined {
  switch (report.kind) {
    case "made":
      return describeStep(report.resource.name);
    case "said":
      return describeWord(report.line);
    default:
      return undefined;
  }
}
