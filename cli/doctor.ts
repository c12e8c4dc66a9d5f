import { Command } from "commander";
import { checkHomeAssistant } from "./doctor/check-home-assistant.ts";
import { examine } from "./doctor/examine.ts";
import { type Diagnosis, formatDiagnosis } from "./doctor/diagnosis.ts";
import { counted, print, run, say, stackOption } from "./run.ts";
import { openStack } from "./open-stack.ts";
import { readAccessToken } from "./stack.ts";

interface Flags {
  readonly stack?: string;
  readonly json: boolean;
}

const program = new Command("doctor")
  .description(
    "Checks everything that a run needs: the API token and its permissions, the zone and its other rules, this machine, " +
      "and Home Assistant. Changes nothing, and also works before the first up.",
  )
  .option(...stackOption)
  .option("--json", "print the findings as JSON", false)
  .action(doctor);

void run(program);

async function doctor({ stack: option, json }: Flags): Promise<void> {
  const { stack, api, ...situation } = await openStack(option);
  const accessToken = situation.home.configuration.homeAssistant && (await readAccessToken(stack));
  const checks = [
    ...(await examine(api, situation)),
    ...(await checkHomeAssistant({ ...situation, accessToken })),
  ];
  const count = (level: Diagnosis["level"]): number => checks.filter((check) => check.level === level).length;
  const problems = count("problem");
  if (json) {
    print({ stack, findings: checks });
  } else {
    checks.map(formatDiagnosis).forEach(print);
    const found = problems === 0 ? "No problems" : counted(problems, "problem");
    say(`${found}, ${counted(count("warning"), "warning")}.`);
  }
  process.exitCode = problems > 0 ? 1 : 0;
}
