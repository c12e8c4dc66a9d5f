import { Command } from "commander";
import { formatProblem } from "../domain/errors.ts";
import { connect } from "./cloudflare.ts";
import { examine } from "./doctor/examine.ts";
import type { Finding } from "./doctor/finding.ts";
import { print, run, say } from "./run.ts";
import { readApiToken, readHome, selectStack } from "./stack.ts";
import { readState } from "./state.ts";

interface Flags {
  readonly stack?: string;
  readonly json: boolean;
}

const program = new Command("doctor")
  .description(
    "Looks at everything a run needs: token, permissions, zone, neighbours, this machine. Changes nothing; works before the first up, too.",
  )
  .option("--stack <name>", "stack to work on; the selected one by default")
  .option("--json", "print the findings as JSON", false)
  .action(doctor);

void run(program);

async function doctor({ stack: option, json }: Flags): Promise<void> {
  const stack = await selectStack(option);
  const home = await readHome(stack);
  const api = connect(await readApiToken(stack));
  const findings = await examine(api, { home, state: await readState(stack) });
  if (json) {
    print({ stack, findings });
  } else {
    findings.map(describe).forEach(print);
    say(conclude(findings));
  }
  process.exitCode = findings.some(({ level }) => level === "problem") ? 1 : 0;
}

function describe(finding: Finding): string {
  if (finding.level === "fine") {
    return `fine     ${finding.what}`;
  }
  const text = formatProblem(finding.problem).replace("\n", `\n  ${finding.why}\n`);
  return `${finding.level.padEnd(8)} ${text.replaceAll("\n", "\n       ")}`;
}

function conclude(findings: readonly Finding[]): string {
  const count = (level: Finding["level"]): number =>
    findings.filter((finding) => finding.level === level).length;
  const problems = count("problem");
  return problems === 0
    ? `No problems, ${count("warning")} warnings.`
    : `${problems} problems, ${count("warning")} warnings.`;
}
