import { Command } from "commander";
import { formatProblem } from "../domain/errors.ts";
import { checkHomeAssistant } from "./doctor/check-home-assistant.ts";
import { examine } from "./doctor/examine.ts";
import type { Check } from "./doctor/check.ts";
import { print, run, say } from "./run.ts";
import { openStack } from "./open-stack.ts";
import { readAccessToken } from "./stack.ts";

interface Flags {
  readonly stack?: string;
  readonly json: boolean;
}

const program = new Command("doctor")
  .description(
    "Looks at everything a run needs: token, permissions, zone, neighbours, this machine, Home Assistant. Changes nothing; works before the first up, too.",
  )
  .option("--stack <name>", "stack to work on; the selected one by default")
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
  if (json) {
    print({ stack, findings: checks });
  } else {
    checks.map(formatCheck).forEach(print);
    say(conclude(checks));
  }
  process.exitCode = checks.some(({ level }) => level === "problem") ? 1 : 0;
}

function formatCheck(check: Check): string {
  if (check.level === "fine") {
    return `fine     ${check.what}`;
  }
  const text = formatProblem(check.problem).replace("\n", `\n  ${check.why}\n`);
  return `${check.level.padEnd(8)} ${text.replaceAll("\n", "\n       ")}`;
}

function conclude(checks: readonly Check[]): string {
  const count = (level: Check["level"]): number => checks.filter((check) => check.level === level).length;
  const problems = count("problem");
  return problems === 0
    ? `No problems, ${count("warning")} warnings.`
    : `${problems} problems, ${count("warning")} warnings.`;
}
